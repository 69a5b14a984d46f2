import { expect, test } from '../fixtures.ts';

test('monitors are told how the hospital’s systems are, and Prometheus its figures, for a token', async ({
	app,
	owner
}) => {
	const health = await fetch(`${app}/health`);
	expect(health.status).toBe(200);
	expect(health.headers.get('cache-control')).toBe('no-store');
	const { version, parts } = (await health.json()) as {
		version: string;
		parts: Record<string, boolean>;
	};
	expect(version).not.toBe('');
	// Other tests leave messages due and jobs failed; these four must answer.
	expect(parts).toMatchObject({ database: true, auth: true, realtime: true, storage: true });
	expect(Object.keys(parts).sort()).toEqual([
		'audit',
		'auth',
		'backups',
		'database',
		'jobs',
		'mail',
		'realtime',
		'storage'
	]);

	const { rows } = await owner.query<{ token: string }>(
		`select decrypted_secret as token from vault.decrypted_secrets where name = 'metrics_token'`
	);
	const figures = (token: string) =>
		fetch(`${app}/metrics`, {
			headers: { authorization: `Bearer ${token}`, 'x-request-id': 'e2e-0123456789' }
		});
	for (const wrong of ['', 'a guess that is long enough', `${rows[0]?.token}x`]) {
		expect((await figures(wrong)).status, wrong).toBe(404);
	}
	const answer = await figures(rows[0]?.token ?? '');
	expect(answer.status).toBe(200);
	expect(answer.headers.get('x-request-id')).toBe('e2e-0123456789');
	const text = await answer.text();
	for (const line of [
		/^lantern_requests_total\{method="GET",route="\/health",status="2xx"\} [1-9]/m,
		/^lantern_requests_total\{method="GET",route="\/metrics",status="4xx"\} [1-9]/m,
		/^lantern_request_seconds_bucket\{method="GET",route="\/health",le="\+Inf"\} [1-9]/m,
		/^lantern_database_bytes [1-9][0-9]{6,}$/m,
		/^lantern_table_bytes\{schema="public"\} [1-9]/m,
		/^lantern_deliveries_due [0-9]/m,
		/^lantern_display_connections [0-9]/m,
		/^lantern_realtime_connections [0-9]/m,
		/^lantern_realtime_channels [0-9]/m
	]) {
		expect(text).toMatch(line);
	}
	// No address of anything in particular: routes are patterns.
	expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});
