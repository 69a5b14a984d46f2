import { describe, expect, testApart as test, type TestDatabase } from '../../support/database.ts';

const settings = (db: TestDatabase, hours: number, since: string, alarm = 36) =>
	db.rows(
		`update public.hospital_settings set backup_hours = $1, backups_since = now() - $2::interval, backup_alarm_hours = $3`,
		[hours, since, alarm]
	);
const made = (db: TestDatabase, ago: string, outcome = 'done') =>
	db.rows(
		`insert into private.backups (began_at, ended_at, outcome)
		values (now() - $1::interval, now() - $1::interval, $2)`,
		[ago, outcome]
	);
const due = (db: TestDatabase) => db.value('select private.backup_due()');

describe('a backup', () => {
	test('is due when the time the hospital has set is over since the last that succeeded', async ({
		db
	}) => {
		await settings(db, 24, '23 hours');
		expect(await due(db)).toBe(false);
		await settings(db, 24, '25 hours');
		expect(await due(db)).toBe(true);
		await made(db, '30 hours');
		expect(await due(db)).toBe(true);
		await made(db, '23 hours');
		expect(await due(db)).toBe(false);
		await settings(db, 0, '100 days');
		expect(await due(db)).toBe(false);
	});

	test('that failed is tried again a quarter of an hour later, and not at once', async ({ db }) => {
		await settings(db, 24, '25 hours');
		await made(db, '5 minutes', 'failed');
		expect(await due(db)).toBe(false);
		await db.rows(`update private.backups set began_at = now() - interval '16 minutes'`);
		expect(await due(db)).toBe(true);
	});

	test('is made once at a time, and what was killed is a failure', async ({ db }) => {
		await settings(db, 24, '25 hours');
		const admin = await db.createStaff('admin');
		await db.rows(`insert into private.backups (began_at) values (now() - interval '10 minutes')`);
		const state = () =>
			db.as(admin, () => db.value<Record<string, unknown>>('select public.backup_state()'));
		// Nobody holds its lock any more.
		expect(await state()).toMatchObject({ running_since: null });
		expect(await due(db)).toBe(true);
		expect(await db.as(admin, () => db.rows('select outcome from public.backups()'))).toEqual([
			{ outcome: 'failed' }
		]);

		const id = await db.value('select private.begin_backup()');
		expect(await state()).not.toMatchObject({ running_since: null });
		expect(await due(db)).toBe(false);
		await db.rows('select private.end_backup($1, $2)', [
			id,
			{ name: 'one', bytes: 3, rows: 2, files: 1, missing: 0, place: null }
		]);
		await db.rows(`select pg_advisory_unlock_all()`);
		expect(
			await db.as(admin, () =>
				db.rows('select outcome, row_count, message from public.backups() order by began_at desc')
			)
		).toEqual([
			{ outcome: 'done', row_count: '2', message: null },
			{ outcome: 'failed', row_count: null, message: 'It was ended before it was done' }
		]);
	});

	test('that is missing for too long is told to those who manage access, once a day', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const told = () =>
			db.value(
				`select count(*)::int from public.notifications where user_id = $1 and kind = 'backup_missing'`,
				[admin.id]
			);
		const look = () => db.rows('select private.warn_of_backups()');
		await settings(db, 24, '35 hours');
		await look();
		expect(await told()).toBe(0);
		await settings(db, 24, '37 hours');
		await look();
		await look();
		expect(await told()).toBe(1);
		await db.rows(`delete from public.notifications`);
		await made(db, '35 hours');
		await look();
		expect(await told()).toBe(0);
		await settings(db, 0, '100 days');
		await db.rows('delete from private.backups');
		await look();
		expect(await told()).toBe(0);
	});

	test('is set by administrators, within bounds, and expected from then on', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await settings(db, 0, '100 days');
		await db.as(admin, () => db.rows('select public.set_backups(6, 90, 12)'));
		expect(
			await db.row(
				`select backup_hours, backup_keep_days, backup_alarm_hours, backups_since > now() - interval '1 minute' as now
				from public.hospital_settings`
			)
		).toEqual({ backup_hours: 6, backup_keep_days: 90, backup_alarm_hours: 12, now: true });
		for (const [call, hint] of [
			['169, 30, 36', 'p_hours'],
			['24, 0, 36', 'p_keep_days'],
			['24, 30, null', 'p_alarm_hours']
		]) {
			await expect(
				db.as(admin, () => db.rows(`select public.set_backups(${call})`)),
				call
			).rejects.toMatchObject({ code: '22023', hint });
		}
	});
});
