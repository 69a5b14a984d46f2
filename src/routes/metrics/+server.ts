import { error } from '@sveltejs/kit';
import { figures, realtimeFigures, type Figures } from '$lib/app/server/health';
import { gauge, metrics } from '$lib/app/server/metrics';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

const helps: Record<string, string> = {
	deliveries_open: 'Messages not sent yet.',
	deliveries_due: 'Messages that should have gone out.',
	deliveries_oldest_due_seconds: 'How long the oldest of them has waited.',
	audit_unsealed_rows: 'Rows of the audit log that wait for their seal.',
	audit_seal_age_seconds: 'Age of the newest seal.',
	backup_age_seconds: 'Age of the newest backup that succeeded.',
	backup_missing: 'Whether there has been none for longer than the hospital has set.',
	job_failures: 'Things scheduled jobs could not do.',
	database_bytes: 'Size of the database.',
	table_bytes: 'Size of its tables, by schema.',
	connections: 'Connections to it, by state.',
	transaction_longest_seconds: 'Age of the oldest open transaction.'
};

const told = (found: Figures) =>
	Object.entries(helps).flatMap(([name, help]) =>
		gauge(`lantern_${name}`, help, found[name], name === 'connections' ? 'state' : 'schema')
	);

/** For Prometheus, with the secret `metrics_token` of the vault as its bearer token; to all others there is nothing here. */
export const GET: RequestHandler = async ({ request }) => {
	const token = /^Bearer (\S{20,200})$/.exec(request.headers.get('authorization') ?? '')?.[1];
	const found = token === undefined ? null : await figures(token);
	if (!found) error(404, m.errors_not_found());
	const { connections, channels } = await realtimeFigures(String(token));
	return new Response(
		[
			metrics.text(),
			...gauge(
				'process_resident_memory_bytes',
				'Memory of this process.',
				process.memoryUsage.rss()
			),
			...told(found),
			...gauge('lantern_realtime_connections', 'Sockets open for live channels.', connections),
			...gauge('lantern_realtime_channels', 'Channels joined on them.', channels),
			''
		].join('\n'),
		{ headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' } }
	);
};
