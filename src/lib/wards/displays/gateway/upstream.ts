import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';
import type { DisplayBoard } from '../protocol.ts';
import type { Database } from '../../../app/supabase/database.types.ts';
import { reconnectAfterMs } from '../../../app/supabase/patience.ts';

/** A display whose token is good. */
export interface KnownDisplay {
	id: string;
	wardId: string;
}

/** Milliseconds before the database counts as out of reach. */
const patience = 5000;
/** As many tokens as the database looks at in one call. */
const atMost = 1000;

/**
 * What the gateway knows of the hospital: what a stranger with the displays' tokens may know. It has no key
 * that opens more.
 */
export class Upstream {
	readonly client: SupabaseClient<Database>;

	constructor(url: string, key: string) {
		this.client = createClient<Database>(url, key, {
			auth: { persistSession: false, autoRefreshToken: false },
			realtime: {
				// Node 20 has no WebSocket of its own.
				transport: ws as unknown as typeof WebSocket,
				heartbeatIntervalMs: 15_000,
				reconnectAfterMs
			}
		});
	}

	/** The board of a token's ward and the name of its live channel; null when the token is good no more. */
	async board(token: string): Promise<{ topic: string; board: DisplayBoard } | null> {
		const { data } = await this.client
			.rpc('display_board', { p_token: token })
			.abortSignal(AbortSignal.timeout(patience))
			.throwOnError();
		if (data === null) return null;
		const { topic, ward, beds } = data as unknown as DisplayBoard & { topic: string };
		return { topic, board: { ward, beds } };
	}

	/** Which tokens are good, and whose. The database notes that these displays are there. */
	async check(tokens: readonly string[]): Promise<Map<string, KnownDisplay>> {
		const known = new Map<string, KnownDisplay>();
		for (let first = 0; first < tokens.length; first += atMost) {
			const asked = tokens.slice(first, first + atMost);
			const { data } = await this.client
				.rpc('check_displays', { p_tokens: asked })
				.abortSignal(AbortSignal.timeout(patience))
				.throwOnError();
			for (const { place, display_id, ward_id } of data) {
				const token = asked[place - 1];
				if (token !== undefined) known.set(token, { id: display_id, wardId: ward_id });
			}
		}
		return known;
	}

	async close(): Promise<void> {
		await this.client.removeAllChannels();
		await this.client.realtime.disconnect();
	}
}
