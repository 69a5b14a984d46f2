import pg from 'pg';
import { only, type Queryable } from './database.ts';
import { AuthError, unprocessable } from './errors.ts';
import type { AuthSettings } from './settings.ts';

export type HookName = keyof AuthSettings['hook'];

/** Hosted gives a hook two seconds. */
const timeLimit = 2000;

/** What the attempt hooks answer. */
export interface Decision {
	decision?: 'continue' | 'reject';
	message?: string;
	should_logout_user?: boolean;
}

/** Calls the Postgres functions that `[auth.hook.*]` names, as this service's own role. */
export class Hooks {
	readonly #functions = new Map<HookName, string>();

	constructor(settings: AuthSettings['hook']) {
		for (const [name, hook] of Object.entries(settings)) {
			if (!hook?.enabled) continue;
			this.#functions.set(name as HookName, readUri(name, hook.uri));
		}
	}

	has(name: HookName): boolean {
		return this.#functions.has(name);
	}

	/**
	 * Calls a hook inside the caller's transaction. Undefined if the project has none of that name.
	 *
	 * @throws AuthError with the status and message the hook asks for, or `hook_timeout`.
	 */
	async call<Output extends object>(
		client: Queryable,
		name: HookName,
		event: Record<string, unknown>
	): Promise<Output | undefined> {
		const called = this.#functions.get(name);
		if (!called) return undefined;
		// A failed statement would doom the transaction; a savepoint lets a refusal still commit.
		await client.query(`savepoint hook; set local statement_timeout = ${timeLimit}`);
		let output: Output & { error?: { http_code?: number; message?: string } };
		try {
			const sql = `select ${called}($1::jsonb) as output`;
			({ output } = await only<{ output: typeof output }>(client, sql, [JSON.stringify(event)]));
		} catch (error) {
			await client.query('rollback to savepoint hook; set local statement_timeout = 0');
			if (error instanceof pg.DatabaseError && error.code === '57014') {
				throw unprocessable(
					'hook_timeout',
					'Failed to reach hook within maximum time of 2.000000 seconds'
				);
			}
			throw error;
		}
		await client.query('release savepoint hook; set local statement_timeout = 0');
		if (typeof output !== 'object' || output === null) {
			throw new AuthError(500, 'hook_payload_invalid', `The hook ${name} returned no JSON object`);
		}
		if (output.error) {
			const { http_code: status = 500, message = 'The hook refused' } = output.error;
			throw new AuthError(status, status >= 500 ? 'unexpected_failure' : 'unknown', message);
		}
		return output;
	}
}

/** `pg-functions://postgres/schema/function` → the quoted name of the function. */
function readUri(name: string, uri: string): string {
	const [, schema, called] = /^pg-functions:\/\/[^/]+\/(\w+)\/([\w-]+)$/.exec(uri) ?? [];
	if (!schema || !called) {
		throw new Error(
			`[auth.hook.${name}] uri must be pg-functions://postgres/<schema>/<function>, not "${uri}"`
		);
	}
	return [schema, called].map(pg.escapeIdentifier).join('.');
}
