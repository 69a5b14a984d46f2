import { randomUUID } from 'node:crypto';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

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
