import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import type { Database } from '../../src/lib/app/supabase/database.types.ts';

/** A signed-in person's own client: what it may do is what the database lets that person do. */
export type Client = SupabaseClient<Database>;

/** Everyone in the demo hospital has this password. */
export const demoPassword = 'Lantern-2026';

export const demoPeople = {
	admin: 'admin@lantern.example',
	doctor: 'doctor@lantern.example',
	nurse: 'nurse@lantern.example',
	ward_manager: 'wardmanager@lantern.example',
	bed_manager: 'beds@lantern.example',
	receptionist: 'reception@lantern.example',
	housekeeper: 'housekeeping@lantern.example',
	patient: 'patient@lantern.example'
} as const;

export type DemoRole = keyof typeof demoPeople;

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
