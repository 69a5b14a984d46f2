import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { collectDisplay } from '$lib/wards/displays/commands';
import { collectedSchema } from '$lib/wards/displays/schema';
import type { RequestHandler } from './$types';

const askedSchema = z.object({ secret: z.string().min(1).max(128) });

/** Open to strangers: whoever knows the secret of a code gets the token, null until the code is typed in. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const asked = askedSchema.safeParse(await request.json().catch(() => null));
	if (!asked.success) return json(null, { status: 422 });
	const { data, error } = await collectDisplay(locals.supabase, asked.data.secret);
	if (error) return json(null, { status: error.code === 'LN014' ? 410 : 503 });
	return json(collectedSchema.parse(data), { headers: { 'cache-control': 'no-store' } });
};
