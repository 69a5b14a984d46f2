import pg from 'pg';
import type { Log } from './service.ts';

export interface PosterOptions {
	/** Connection string of the superuser: the queue is the extension's own. */
	adminUrl: string;
	log: Log;
}

interface QueuedRequest {
	id: string;
	method: string;
	url: string;
	headers: Record<string, string> | null;
	body: Buffer | null;
	timeout_milliseconds: number;
}

interface Reply {
	status: number | null;
	type: string | null;
	headers: Record<string, string> | null;
	content: string | null;
	timedOut: boolean;
	error: string | null;
}

const lookEveryMs = 1000;
const forgetAfter = '6 hours';

/**
 * Makes the requests that `net.http_post` has queued, as pg_net does on hosted: after the commit, each
 * once at most, with the answer in `net._http_response` for six hours.
 */
export function startPoster({ adminUrl, log }: PosterOptions): { close(): Promise<void> } {
	const pool = new pg.Pool({ connectionString: adminUrl, max: 2, idleTimeoutMillis: 0 });
	pool.on('error', () => {});
	const inFlight = new Set<Promise<void>>();
	const closing = new AbortController();
	let listener: pg.Client | undefined;
	let looking: Promise<void> | undefined;
	let again = false;
	let lastForgot = 0;

	const take = async (): Promise<void> => {
		const { rows } = await pool.query<QueuedRequest>(
			`delete from net.http_request_queue where id in (
				select id from net.http_request_queue order by id limit 50 for update skip locked
			) returning id::text, method, url, headers, body, timeout_milliseconds`
		);
		for (const request of rows) {
			const done = post(request, closing.signal)
				.then((reply) => keep(pool, request.id, reply))
				.catch(() => {
					// The database went away; what is lost is the record of an answer.
				})
				.finally(() => inFlight.delete(done));
			inFlight.add(done);
		}
		if (Date.now() - lastForgot > 60_000) {
			lastForgot = Date.now();
			await pool.query(
				`delete from net._http_response where created < now() - interval '${forgetAfter}'`
			);
		}
	};

	const look = (): void => {
		if (closing.signal.aborted) return;
		if (looking) {
			again = true;
			return;
		}
		looking = take()
			.catch(() => {
				// The supervisor has said that the database is away; the next look will find it again.
			})
			.finally(() => {
				looking = undefined;
				if (!again) return;
				again = false;
				look();
			});
	};

	/** Being told is faster than looking each second, which goes on in case the telling breaks off. */
	const listen = async (): Promise<void> => {
		const client = new pg.Client({ connectionString: adminUrl, application_name: 'pg_net' });
		client.on('error', () => {
			if (listener === client) listener = undefined;
		});
		client.on('end', () => {
			if (listener === client) listener = undefined;
		});
		client.on('notification', look);
		listener = client;
		await client.connect();
		await client.query('listen net_requests');
	};

	const tend = (): void => {
		if (!listener) {
			listen().catch((error: unknown) => {
				listener = undefined;
				if (!closing.signal.aborted) log('net', error instanceof Error ? error.message : '');
			});
		}
		look();
	};
	tend();
	const timer = setInterval(tend, lookEveryMs);

	return {
		async close() {
			clearInterval(timer);
			closing.abort();
			await looking;
			await Promise.all(inFlight);
			await listener?.end().catch(() => undefined);
			await pool.end();
		}
	};
}

async function post(request: QueuedRequest, closing: AbortSignal): Promise<Reply> {
	const patience = AbortSignal.timeout(request.timeout_milliseconds);
	try {
		const answer = await fetch(request.url, {
			method: request.method,
			headers: request.headers ?? {},
			body: request.body ? new Uint8Array(request.body) : null,
			signal: AbortSignal.any([patience, closing])
		});
		return {
			status: answer.status,
			type: answer.headers.get('content-type'),
			headers: Object.fromEntries(answer.headers),
			content: await answer.text(),
			timedOut: false,
			error: null
		};
	} catch (error) {
		return {
			status: null,
			type: null,
			headers: null,
			content: null,
			timedOut: patience.aborted,
			error: error instanceof Error ? error.message : String(error)
		};
	}
}

async function keep(pool: pg.Pool, id: string, reply: Reply): Promise<void> {
	await pool.query(
		`insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
		values ($1, $2, $3, $4, $5, $6, $7)`,
		[
			id,
			reply.status,
			reply.type,
			reply.headers && JSON.stringify(reply.headers),
			reply.content,
			reply.timedOut,
			reply.error
		]
	);
}
