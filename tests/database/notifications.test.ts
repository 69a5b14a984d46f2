import { randomUUID } from 'node:crypto';
import { describe, expect, test, type Person, type TestDatabase } from '../support/database.ts';

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
			`select event, payload from realtime.messages where topic = $1 and event = 'notification'`,
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
