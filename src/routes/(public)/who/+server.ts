import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Open to all: whose session this browser has now, as `{ id }`; null for nobody's. */
export const GET: RequestHandler = ({ locals }) => json({ id: locals.access?.user_id ?? null });
