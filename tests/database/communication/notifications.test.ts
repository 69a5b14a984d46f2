import { randomUUID } from 'node:crypto';
import { at, createVisitType, insertVisit } from '../../support/clinic.ts';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

const notify = (db: TestDatabase, person: Person | null, link: string | null = '/today') =>
	db.rows(`select private.notify_user($1, 'appointment_booked', '{"patient_name": "Ana"}', $2)`, [
		person?.id ?? null,
		link
	]);

const unread = (db: TestDatabase, person: Person) =>
	db.as(person, () =>
		db.value<number>('select count(*)::int from public.notifications where read_at is null')
	);

const mark = (db: TestDatabase, person: Person, ids: string[] | null = null) =>
	db.as(person, () => db.value<number>('select public.mark_notifications_read($1)', [ids]));

describe('a notification', () => {
	test('reaches its person and is announced on their channel, without what it says', async ({
		db
	}) => {
		const user = await db.createUser();
		const before = await db.value<number>(
			'select count(*)::int from realtime.messages where topic = $1',
			[`user:${user.id}`]
		);
		await notify(db, user);
		const notification = await db.as(user, () => db.row('select * from public.notifications'));
		expect(notification).toMatchObject({
			kind: 'appointment_booked',
			params: { patient_name: 'Ana' },
			link: '/today',
			read_at: null
		});
		const messages = await db.rows<{ event: string; payload: Record<string, unknown> }>(
			`select event, payload - 'transaction' as payload from realtime.messages where topic = $1 and event = 'notification'`,
			[`user:${user.id}`]
		);
		expect(before).toBe(1); // the role a new account is given
		expect(messages).toEqual([
			{ event: 'notification', payload: { id: notification.id, kind: 'appointment_booked' } }
		]);
	});

	test('to nobody is none', async ({ db }) => {
		const count = () => db.value<number>('select count(*)::int from public.notifications');
		const before = await count();
		await notify(db, null);
		expect(await count()).toBe(before);
	});

	for (const link of [
		'https://evil.example',
		'//evil.example',
		'/\\evil.example',
		'javascript:alert(1)'
	]) {
		test(`does not lead to ${link}`, async ({ db }) => {
			const user = await db.createUser();
			const error = await db.refusal('owner', () => notify(db, user, link));
			expect(error.constraint).toBe('notifications_link_path');
		});
	}

	test('goes with the account', async ({ db }) => {
		const user = await db.createUser();
		await notify(db, user);
		await db.rows('delete from auth.users where id = $1', [user.id]);
		expect(
			await db.rows('select id from public.notifications where user_id = $1', [user.id])
		).toEqual([]);
	});

	test('is not written by people, nor by calling what writes it', async ({ db }) => {
		const user = await db.createUser();
		const admin = await db.createStaff('admin');
		for (const person of [user, admin]) {
			expect((await db.refusal(person, () => notify(db, user))).code).toBe('42501');
		}
		expect(await unread(db, user)).toBe(0);
	});
});

describe('marking as read', () => {
	test('takes the given ones, then all, and tells how many were unread', async ({ db }) => {
		const user = await db.createUser();
		for (let i = 0; i < 3; i++) await notify(db, user);
		const first = await db.as(user, () =>
			db.value<string>('select id from public.notifications order by id limit 1')
		);
		expect(await mark(db, user, [first])).toBe(1);
		expect(await mark(db, user, [first, randomUUID()])).toBe(0);
		expect(await unread(db, user)).toBe(2);
		expect(await mark(db, user)).toBe(2);
		expect(await unread(db, user)).toBe(0);
	});

	test('touches nobody else’s, by id or without a condition', async ({ db }) => {
		const user = await db.createUser();
		const other = await db.createUser();
		await notify(db, user);
		await notify(db, other);
		const othersId = await db.as(other, () =>
			db.value<string>('select id from public.notifications')
		);

		expect(await mark(db, user, [othersId])).toBe(0);
		expect(
			await db.as(user, () => db.count('update public.notifications set read_at = now()'))
		).toBe(1);
		expect(await unread(db, other)).toBe(1);
	});
});

/** Tells somebody something about a thing; returns its id. */
async function tell(
	db: TestDatabase,
	person: Person,
	{ kind = 'appointment_booked', about = null }: { kind?: string; about?: string | null } = {}
): Promise<string> {
	await db.rows(
		"select private.notify_user($1, $2, default_params, null, $3) from (select '{}'::jsonb as default_params) none",
		[person.id, kind, about]
	);
	return db.value<string>(
		'select id from public.notifications where user_id = $1 order by created_at desc limit 1',
		[person.id]
	);
}

/** What the bell lists and counts. */
const listed = (db: TestDatabase, person: Person) =>
	db.as(person, () =>
		db.rows<{ kind: string; group_size: number; unread: boolean }>(
			`select kind, group_size, read_at is null as unread from public.notifications
			 where latest order by created_at desc, id desc`
		)
	);

describe('several about one thing', () => {
	test('are listed once, as the newest, with how many there were', async ({ db }) => {
		const user = await db.createUser();
		await tell(db, user, { about: 'visit:a' });
		await tell(db, user, { kind: 'patient_arrived', about: 'visit:b' });
		await tell(db, user, { kind: 'appointment_rescheduled', about: 'visit:a' });
		await tell(db, user, { kind: 'appointment_cancelled', about: 'visit:a' });
		expect(await listed(db, user)).toEqual([
			{ kind: 'appointment_cancelled', group_size: 3, unread: true },
			{ kind: 'patient_arrived', group_size: 1, unread: true }
		]);
	});

	test('about nothing in common stay apart, and so do those of different people', async ({
		db
	}) => {
		const user = await db.createUser();
		const other = await db.createUser();
		await tell(db, user);
		await tell(db, user);
		await tell(db, user, { about: 'visit:a' });
		await tell(db, other, { about: 'visit:a' });
		expect((await listed(db, user)).map(({ group_size }) => group_size)).toEqual([1, 1, 1]);
		expect((await listed(db, other)).map(({ group_size }) => group_size)).toEqual([1]);
	});

	test('written by one statement fold as well', async ({ db }) => {
		const user = await db.createUser();
		await db.rows(
			`insert into public.notifications (user_id, kind, group_key)
			 select $1, 'appointment_moved', 'visit:a' from generate_series(1, 3)`,
			[user.id]
		);
		expect(await listed(db, user)).toEqual([
			{ kind: 'appointment_moved', group_size: 3, unread: true }
		]);
	});

	test('are read together with the newest; reading an older one leaves the newest unread', async ({
		db
	}) => {
		const user = await db.createUser();
		const first = await tell(db, user, { about: 'visit:a' });
		const second = await tell(db, user, { about: 'visit:a' });
		const third = await tell(db, user, { about: 'visit:a' });
		await tell(db, user, { about: 'visit:b' });
		expect(await mark(db, user, [second])).toBe(2);
		expect((await listed(db, user)).map(({ unread }) => unread)).toEqual([true, true]);
		expect(await mark(db, user, [first])).toBe(0);
		expect(await mark(db, user, [third])).toBe(1);
		expect((await listed(db, user)).map(({ unread }) => unread)).toEqual([true, false]);
	});

	test('of a visit are one group for the doctor and one for the patient', async ({ db }) => {
		const doctor = await db.createDoctor();
		const patient = await db.createPortalPerson();
		const visitTypeId = await createVisitType(db);
		const place = { patientId: patient.patientId, doctorId: doctor.doctorId, visitTypeId };
		const visit = await insertVisit(db, { ...place, startsAt: at(3, '09:00') });
		await db.rows('update public.appointments set starts_at = $2, ends_at = $3 where id = $1', [
			visit.id,
			at(4, '10:00'),
			at(4, '10:30')
		]);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);

		const newest = (person: Person) =>
			db.as(person, () =>
				db.row(
					'select kind, group_size, group_key, link, severity from public.notifications where latest'
				)
			);
		const day = at(4, '10:00').slice(0, 10);
		expect(await newest(doctor)).toEqual({
			kind: 'appointment_cancelled',
			group_size: 3,
			group_key: `visit:${visit.id}`,
			link: `/today?day=${day}#visit-${visit.id}`,
			severity: 'info'
		});
		expect(await newest(patient)).toEqual({
			kind: 'appointment_called_off',
			group_size: 3,
			group_key: `visit:${visit.id}`,
			link: `/portal/visits/${visit.id}`,
			severity: 'warning'
		});
	});

	test('a doctor who loses the visit to another is led to the day it was on', async ({ db }) => {
		const [before, after] = [await db.createDoctor(), await db.createDoctor()];
		const place = {
			patientId: await db.createPatient(),
			doctorId: before.doctorId,
			visitTypeId: await createVisitType(db)
		};
		const visit = await insertVisit(db, { ...place, startsAt: at(3, '09:00') });
		await db.rows(
			'update public.appointments set doctor_id = $2, starts_at = $3, ends_at = $4 where id = $1',
			[visit.id, after.doctorId, at(5, '09:00'), at(5, '09:30')]
		);
		const link = (person: Person) =>
			db.as(person, () => db.value<string>('select link from public.notifications where latest'));
		expect(await link(before)).toContain(`day=${at(3, '09:00').slice(0, 10)}#`);
		expect(await link(after)).toContain(`day=${at(5, '09:00').slice(0, 10)}#`);
	});
});

describe('what is read on one device', () => {
	const news = async (db: TestDatabase, person: Person) =>
		db.value<number>(
			`select count(*)::int from realtime.messages where topic = $1 and event = 'notifications_read'`,
			[`user:${person.id}`]
		);

	test('is announced to all, once however many were marked, and not when nothing changed', async ({
		db
	}) => {
		const user = await db.createUser();
		for (let i = 0; i < 3; i++) await tell(db, user);
		await tell(db, user, { about: 'visit:a' });
		await tell(db, user, { about: 'visit:a' });
		expect(await news(db, user)).toBe(0);
		expect(await mark(db, user)).toBe(5);
		expect(await news(db, user)).toBe(1);
		expect(await mark(db, user)).toBe(0);
		expect(await news(db, user)).toBe(1);
	});
});

describe('keeping', () => {
	test('half a year for what was read or overtaken; what nobody read stays', async ({ db }) => {
		const user = await db.createUser();
		const [read, unreadOne, fresh] = [
			await tell(db, user),
			await tell(db, user),
			await tell(db, user)
		];
		const overtaken = await tell(db, user, { about: 'visit:a' });
		const newest = await tell(db, user, { about: 'visit:a' });
		await mark(db, user, [read, fresh]);
		const age = (id: string, days: number) =>
			db.rows(
				'update public.notifications set created_at = now() - make_interval(days => $2) where id = $1',
				[id, days]
			);
		for (const id of [read, unreadOne, overtaken, newest]) await age(id, 181);
		await age(fresh, 179);

		expect(
			await db.value<number>(`select private.forget('public.notifications')::int`)
		).toBeGreaterThan(1);
		const kept = await db.rows<{ id: string }>(
			'select id from public.notifications where user_id = $1',
			[user.id]
		);
		expect(new Set(kept.map(({ id }) => id))).toEqual(new Set([unreadOne, newest, fresh]));
	});

	test('is seen to every night', async ({ db }) => {
		const job = await db.row(
			`select schedule, command, active from cron.job where jobname = 'retention'`
		);
		expect(job).toEqual({
			schedule: '17 3 * * *',
			command: `select private.run_job('retention')`,
			active: true
		});
	});

	test('a person may not do it, nor write down a reading for somebody else', async ({ db }) => {
		const user = await db.createUser();
		const error = await db.refusal(user, () =>
			db.rows(`select private.forget('public.notifications')`)
		);
		expect(error.code).toBe('42501');
		const moved = await db.refusal(user, () =>
			db.rows(`update public.notifications set group_key = 'x', latest = true`)
		);
		expect(moved.code).toBe('42501');
	});
});

describe('the list', () => {
	test('can be narrowed to the kinds there are', async ({ db }) => {
		const user = await db.createUser();
		await tell(db, user, { about: 'visit:a' });
		await tell(db, user, { kind: 'patient_arrived', about: 'visit:a' });
		await tell(db, user, { kind: 'waitlist_offer' });
		const kinds = await db.as(user, () =>
			db.rows<{ kind: string }>('select kind from public.notification_kinds() as kind')
		);
		expect(kinds.map(({ kind }) => kind)).toEqual(['patient_arrived', 'waitlist_offer']);
	});

	test('has on the bell what must be answered on top, the newest after it, and counts all that is unread', async ({
		db
	}) => {
		const user = await db.createUser();
		await tell(db, await db.createUser(), { about: 'visit:z' });
		await db.rows(
			`insert into public.notifications (user_id, kind, severity, group_key, created_at, read_at)
			 select $1, 'bed_needed', case when n in (8, 9) then 'critical' else 'info' end, 'visit:' || n,
			        now() - make_interval(hours => n), case when n in (1, 9) then now() end
			 from generate_series(0, 9) n`,
			[user.id]
		);
		const [read] = await db.as(user, () =>
			db.rows<{ inbox: { unread: number; notifications: { group_key: string }[] } }>(
				'select public.inbox(4) as inbox'
			)
		);
		expect(read?.inbox.unread).toBe(8);
		expect(read?.inbox.notifications.map(({ group_key }) => group_key)).toEqual([
			'visit:8',
			'visit:0',
			'visit:1',
			'visit:2'
		]);
	});

	test('is walked page by page along an index, whatever it is narrowed to', async ({ db }) => {
		const user = await db.createUser();
		await db.rows(
			`insert into public.notifications (user_id, kind, group_key, created_at, read_at)
			 select $1, (array['appointment_booked', 'patient_arrived'])[1 + n % 2], 'visit:' || n / 3,
			        now() - make_interval(mins => n), case when n % 5 > 0 then now() end
			 from generate_series(6000, 1, -1) n`,
			[user.id]
		);
		await db.rows('analyze public.notifications');
		// As PostgREST writes it for the page after a given row.
		const after = `and (created_at < now() - interval '1 day' or (created_at = now() - interval '1 day' and id < gen_random_uuid()))`;
		const plan = (where: string) =>
			db.as(user, async () => {
				const rows = await db.rows<Record<string, string>>(
					`explain select id, kind, params, link, created_at, read_at, group_size from public.notifications
					 where ${where} order by created_at desc, id desc limit 31`
				);
				return rows.map((row) => Object.values(row)[0]).join('\n');
			});
		const walks: [string, RegExp][] = [
			['latest', /Index Scan using notifications_latest_idx/],
			[`latest ${after}`, /Index Scan using notifications_(latest|unread)_idx/],
			['latest and read_at is null', /Index Scan using notifications_(unread|latest)_idx/],
			[`latest and kind = 'patient_arrived'`, /Index Scan using notifications_(kind|latest)_idx/],
			[`group_key = 'visit:7'`, /Index Scan using notifications_group_idx/]
		];
		for (const [where, index] of walks) {
			const text = await plan(where);
			expect(text, where).toMatch(index);
			expect(text, where).not.toContain('Sort');
		}
	});
});
