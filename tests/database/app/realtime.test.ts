import { randomUUID } from 'node:crypto';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { createWard, createWardStaff } from '../../support/ward.ts';

// Who may join which channel is in the access matrix; here is what the matrix cannot say.

const mayJoin = (db: TestDatabase, actor: Person, topic: string) =>
	db.as(actor, () => db.value<boolean>(`select private.may_on_topic($1, 'hear')`, [topic]));

describe('joining a channel', () => {
	test('ends with the role that allowed it', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const doctor = await db.createDoctor();
		const topic = `doctor:${doctor.doctorId}`;
		expect(await mayJoin(db, desk, topic)).toBe(true);
		await db.rows(`delete from public.user_roles where user_id = $1 and role_id = 'receptionist'`, [
			desk.id
		]);
		expect(await mayJoin(db, desk, topic)).toBe(false);
	});

	test('ends with the job', async ({ db }) => {
		const doctor = await db.createDoctor();
		const topic = `doctor:${doctor.doctorId}`;
		expect(await mayJoin(db, doctor, topic)).toBe(true);
		await db.rows('update public.staff set active = false where id = $1', [doctor.staffId]);
		expect(await mayJoin(db, doctor, topic)).toBe(false);
		expect(await mayJoin(db, doctor, `user:${doctor.id}`)).toBe(true);
	});

	test('to a ward ends with the last role, not only with the job', async ({ db }) => {
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const topics = [`ward:${ward.id}`, 'wards', 'tick'];
		const may = async () => {
			const answers: boolean[] = [];
			for (const topic of topics) answers.push(await mayJoin(db, nurse, topic));
			return answers;
		};
		expect(await may()).toEqual([true, true, true]);
		await db.rows(`delete from public.user_roles where user_id = $1 and role_id = 'nurse'`, [
			nurse.id
		]);
		expect(await may()).toEqual([false, false, false]);
		const seen = () => db.count('select from public.staff');
		expect(await db.as(nurse, seen)).toBe(0);
	});

	test('of a patient: the end of care is told to those who listen, and its renewal is not', async ({
		db
	}) => {
		const doctor = await db.createDoctor();
		const patientId = await db.createPatient();
		const told = async () => {
			await db.rows('set constraints all immediate');
			await db.rows('set constraints all deferred');
			return db.value<number>(
				`select count(*)::int from realtime.messages where topic = $1 and event = 'access_changed'`,
				[`patient:${patientId}`]
			);
		};
		const join = (source: string, until: string) =>
			db.rows(`select private.join_care_team($1, 'assigned', $2, now() + $3::interval, $4)`, [
				patientId,
				source,
				until,
				doctor.staffId
			]);
		const [first, second] = [randomUUID(), randomUUID()];
		await join(first, '1 day');
		await join(second, '1 day');
		await join(first, '2 days');
		await db.rows(`select private.leave_care_team('assigned', $1)`, [first]);
		expect(await told()).toBe(0);
		await db.rows(`select private.leave_care_team('assigned', $1)`, [second]);
		expect(await told()).toBe(1);

		// What ends by the clock is found by the clock.
		await join(first, '30 seconds');
		await db.rows(`select set_config('lantern.announced', '', true)`);
		await db.rows(`select private.tell_of_ended_care(now())`);
		expect(await told()).toBe(1);
		await db.rows(`select private.tell_of_ended_care(now() + interval '1 minute')`);
		expect(await told()).toBe(2);
	});

	test('is refused on names that are none, even to an admin', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const id = randomUUID();
		for (const topic of [
			'',
			'ward',
			'ward:',
			'ward:x',
			`ward:${id.toUpperCase()}`,
			`ward:${id}:beds`,
			`ward:${id}\n`,
			` ward:${id}`,
			`bed:${id}`,
			`user:${admin.id}' or true`,
			'wards:',
			'admin:',
			'department:x:queue',
			`department:${id}`,
			'*'
		]) {
			expect(await mayJoin(db, admin, topic), topic).toBe(false);
		}
	});

	test('is refused on a ward or a patient that is not there', async ({ db }) => {
		const admin = await db.createStaff('admin');
		expect(await mayJoin(db, admin, `ward:${randomUUID()}`)).toBe(false);
		expect(await mayJoin(db, admin, `patient:${randomUUID()}`)).toBe(false);
	});
});

test('nobody changes or deletes a message', async ({ db }) => {
	const user = await db.createUser();
	const topic = `user:${user.id}`;
	const count = () =>
		db.value<number>('select count(*)::int from realtime.messages where topic = $1', [topic]);
	const before = await count();
	expect(before).toBeGreaterThan(0);
	await db.as(user, async () => {
		await db.rows(`select set_config('realtime.topic', $1, true)`, [topic]);
		expect(await db.count(`update realtime.messages set event = 'forged'`)).toBe(0);
	});
	const deletion = await db.refusal(user, () => db.rows('delete from realtime.messages'));
	expect(deletion.code).toBe('42501');
	expect(await count()).toBe(before);
});
