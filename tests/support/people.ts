import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import {
	demoPassword,
	demoPeople,
	type DemoRole
} from '../../src/lib/access/session/demo-people.ts';
import type { Database } from '../../src/lib/app/supabase/database.types.ts';

/** A signed-in person's own client: what it may do is what the database lets that person do. */
export type Client = SupabaseClient<Database>;

export { demoPassword, demoPeople, type DemoRole };

interface Address {
	url: string;
	publishableKey: string;
}

/** A client of nobody, as a browser that has just opened the sign-in page has. */
export function anonymousClient({ url, publishableKey }: Address): Client {
	return createClient<Database>(url, publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		// Node before 22 has no WebSocket of its own.
		realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket }
	});
}

/** Signs in by password through the public API; throws with the server's words when refused. */
export async function signedInClient(
	address: Address,
	email: string,
	password: string = demoPassword
): Promise<Client> {
	const client = anonymousClient(address);
	const { error } = await client.auth.signInWithPassword({ email, password });
	if (error) throw new Error(`${email} could not sign in: ${error.message}`);
	return client;
}
