import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../../../src/lib/app/supabase/database.types.ts';
import { publishableKey, secretKey } from './keys.ts';
import { required } from './outcome.ts';

/*
 * How a function acts for somebody: with that person's own token, so that the database judges what they may.
 * The service client outranks everybody; use it only for what the database has allowed the caller before.
 */

export type Client = SupabaseClient<Database>;

const settings = { auth: { persistSession: false, autoRefreshToken: false } };

/**
 * A client with the rights of whoever called. The audit log shall name their address, not this server's.
 *
 * @param also headers that are passed on besides
 */
export function callerClient(request: Request, also: readonly string[] = []): Client {
	const headers: Record<string, string> = {};
	for (const name of ['authorization', 'x-forwarded-for', 'user-agent', ...also]) {
		const value = request.headers.get(name);
		if (value !== null) headers[name] = value;
	}
	return createClient<Database>(required('SUPABASE_URL'), publishableKey(), {
		...settings,
		global: { headers }
	});
}

/** A client that may do anything. */
export const serviceClient = (): Client =>
	createClient<Database>(required('SUPABASE_URL'), secretKey(), settings);
