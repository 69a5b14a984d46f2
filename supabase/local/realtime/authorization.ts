import type { IncomingHttpHeaders } from 'node:http';
import pg from 'pg';
import type { Claims } from '../tokens.ts';

/** Who asks, as policies see it: `auth.jwt()`, `auth.uid()` and `request.headers`. */
export interface Asker {
	claims: Claims;
	headers: IncomingHttpHeaders;
}

/** What a policy may be asked about: the values of `realtime.messages.extension`. */
export type Extension = 'broadcast' | 'presence';

/**
 * Asks the policies on realtime.messages, in the way the hosted server does.
 *
 * Reading: a probe row per extension is inserted by the owner, then looked for as the asker.
 * Writing: a row per extension is inserted as the asker. Either way everything, rows and settings,
 * is rolled back. The function lives in the session (pg_temp), so the database's schema stays what
 * it is on hosted, while plans are kept from one join to the next.
 */
const definition = `
create function pg_temp.realtime_allowed(
	p_action text, p_extensions text[], p_role text, p_topic text, p_claims text, p_headers text
) returns text[] language plpgsql as $function$
declare
	v_allowed text[] := '{}';
	v_probes uuid[] := '{}';
	v_probe uuid;
	v_extension text;
begin
	-- Nothing here outlives the call, so there is nothing worth waiting for the disk.
	perform set_config('synchronous_commit', 'off', true);
	begin
		if p_action = 'read' then
			foreach v_extension in array p_extensions loop
				insert into realtime.messages (topic, extension) values (p_topic, v_extension)
				returning id into v_probe;
				v_probes := v_probes || v_probe;
			end loop;
		end if;

		perform set_config('realtime.topic', p_topic, true),
			set_config('request.jwt.claims', p_claims, true),
			set_config('request.jwt.claim.sub', coalesce(p_claims::jsonb ->> 'sub', ''), true),
			set_config('request.jwt.claim.role', p_role, true),
			set_config('request.headers', p_headers, true),
			set_config('role', p_role, true);

		if p_action = 'read' then
			select coalesce(array_agg(message.extension), '{}') into v_allowed
			from realtime.messages as message
			where message.id = any (v_probes) and message.inserted_at >= now()::timestamp;
		else
			foreach v_extension in array p_extensions loop
				begin
					insert into realtime.messages (topic, extension) values (p_topic, v_extension);
					v_allowed := v_allowed || v_extension;
				exception when insufficient_privilege then
					null;
				end;
			end loop;
		end if;

		raise exception using errcode = 'RTEND';
	exception when sqlstate 'RTEND' then
		null;
	end;
	return v_allowed;
end
$function$`;

/** Tokens may name these roles only; anything else would be a way to become somebody greater. */
const roles = new Set(['anon', 'authenticated', 'service_role']);

export class Authorization {
	readonly #pool: pg.Pool;
	readonly #log: (message: string) => void;

	constructor(databaseUrl: string, log: (message: string) => void) {
		this.#log = log;
		this.#pool = new pg.Pool({
			connectionString: databaseUrl,
			application_name: 'realtime_authorization',
			max: 4,
			statement_timeout: 5_000,
			// The pool waits for this before it hands the connection out.
			onConnect: (client) => client.query(definition)
		});
		this.#pool.on('error', (error) => this.#log(error.message));
	}

	/**
	 * Which of `extensions` the asker may receive from, or send to, a private topic.
	 *
	 * @throws when the policies could not be asked: the database is away, or a policy fails. That
	 * is no permission, but no refusal either, and the asker should try again.
	 */
	async allowed(
		action: 'read' | 'write',
		asker: Asker,
		topic: string,
		extensions: Extension[]
	): Promise<ReadonlySet<Extension>> {
		const { role } = asker.claims;
		if (role === undefined || !roles.has(role)) return new Set();
		const { rows } = await this.#pool.query<{ allowed: Extension[] }>({
			name: 'realtime_allowed',
			text: 'select pg_temp.realtime_allowed($1, $2, $3, $4, $5, $6) as allowed',
			values: [
				action,
				extensions,
				role,
				topic,
				JSON.stringify(asker.claims),
				JSON.stringify(forPolicies(asker.headers))
			]
		});
		return new Set(rows[0]?.allowed);
	}

	/** Makes room for the days to come and drops messages older than three days. */
	async keepPartitions(): Promise<void> {
		await this.#pool
			.query('select realtime.ensure_partitions()')
			.catch((error: Error) => this.#log(`message partitions: ${error.message}`));
	}

	async close(): Promise<void> {
		await this.#pool.end();
	}
}

/** Policies see the caller's own headers, never the credentials that came with them. */
function forPolicies(headers: IncomingHttpHeaders): IncomingHttpHeaders {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.startsWith('x-') && name !== 'x-api-key')
	);
}
