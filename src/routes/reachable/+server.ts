import type { RequestHandler } from './$types';

/** 204 while the database answers who is asking (the hooks ask it with every request), else 503. */
export const GET: RequestHandler = ({ locals }) =>
	new Response(null, { status: locals.unreachable ? 503 : 204 });
