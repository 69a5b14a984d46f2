import { json } from '@sveltejs/kit';
import { beginPairing } from '$lib/wards/displays/commands';
import { pairingSchema } from '$lib/wards/displays/schema';
import type { RequestHandler } from './$types';

/** Open to strangers, who get a code and a secret that open nothing by themselves; the database counts them. */
export const POST: RequestHandler = async ({ locals }) => {
	const { data, error } = await beginPairing(locals.supabase);
	if (error) return json(null, { status: error.code === 'LN017' ? 429 : 503 });
	return json(pairingSchema.parse(data), { headers: { 'cache-control': 'no-store' } });
};
