import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** For a screen, without an account: a code to show, and the secret that goes with it. */
export const beginPairing = (client: Client) => client.rpc('begin_pairing');

/** Its token, once somebody has typed the code in; null until then. LN014 when the code has run out. */
export const collectDisplay = (client: Client, secret: string) =>
	client.rpc('collect_display', { p_secret: secret });

/** Gives a ward to the screen that shows the code. A wrong code is an answer, not an error: it is counted. */
export const pairDisplay = (client: Client, wardId: string, code: string, name: string) =>
	client.rpc('pair_display', { p_ward_id: wardId, p_code: code, p_name: name });

export const revokeDisplay = (client: Client, displayId: string) =>
	client.rpc('revoke_display', { p_display_id: displayId });
