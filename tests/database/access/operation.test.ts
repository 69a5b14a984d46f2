import { describe, expect, testApart as test } from '../../support/database.ts';

const token = 'the token of this test, long enough';

describe('figures', () => {
	test('are for whoever knows the secret of the vault, and nothing is there for others', async ({
		db
	}) => {
		const asked = (given: string | null) =>
			db.as('anon', () =>
				db.value<Record<string, unknown> | null>('select public.metrics($1)', [given])
			);
		await db.rows(`delete from vault.secrets where name = 'metrics_token'`);
		for (const given of [null, '', token]) expect(await asked(given)).toBeNull();
		await db.rows(`select vault.create_secret($1, 'metrics_token')`, [token]);
		for (const given of [null, '', `${token} `, token.slice(1), 'x'.repeat(10_000)]) {
			expect(await asked(given)).toBeNull();
		}
		const figures = await asked(token);
		expect(Object.keys(figures ?? {}).sort()).toEqual([
			'audit_seal_age_seconds',
			'audit_unsealed_rows',
			'backup_age_seconds',
			'backup_missing',
			'connections',
			'database_bytes',
			'deliveries_due',
			'deliveries_oldest_due_seconds',
			'deliveries_open',
			'job_failures',
			'table_bytes',
			'transaction_longest_seconds'
		]);
		expect(Number(figures?.database_bytes)).toBeGreaterThan(1_000_000);
	});

	test('of health say what has stopped, to anybody, and no more than that', async ({ db }) => {
		const asked = () => db.as('anon', () => db.value('select public.health()'));
		await db.rows(`delete from public.deliveries; delete from private.job_failures`);
		await db.rows(`update public.hospital_settings set backups_since = now()`);
		await db.rows('select private.seal_audit()');
		expect(await asked()).toEqual({ mail: true, audit: true, backups: true, jobs: true });
		const patient = await db.createPortalPerson();
		await db.rows(
			`insert into public.deliveries (key, channel, kind, patient_id, locale, due_at, next_attempt_at, attempts)
			values ('health', 'email', 'reminder', $1, 'en', now(), now() + interval '1 hour', 3)`,
			[patient.patientId]
		);
		expect(await asked()).toEqual({ mail: false, audit: true, backups: true, jobs: true });
		await db.rows('delete from public.deliveries');
		await db.rows(
			`update public.hospital_settings set backups_since = now() - interval '40 hours'`
		);
		await db.rows(
			`insert into private.job_failures (job, sqlstate, message) values ('reminders', 'XX000', 'no')`
		);
		expect(await asked()).toEqual({ mail: true, audit: true, backups: false, jobs: false });
	});
});

test('a request’s id is the name of its connection, and only one that looks like an id', async ({
	db
}) => {
	const named = async (id: string) => {
		await db.rows(`select set_config('request.headers', $1, true)`, [
			JSON.stringify({ 'x-request-id': id })
		]);
		await db.rows('select public.require_session()');
		return db.value(`select current_setting('application_name')`);
	};
	expect(await named('8f14e45f-ceea-467f')).toBe('lantern 8f14e45f-ceea-467f');
	await db.rows(`set local application_name = 'before'`);
	for (const odd of ['short', `x'; drop table`, 'a'.repeat(65)])
		expect(await named(odd)).toBe('before');
});
