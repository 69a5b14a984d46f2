import { json } from '@sveltejs/kit';
import { health } from '$lib/app/server/health';
import type { RequestHandler } from './$types';

/** For a balancer or a monitor: 200 while people can work, though something may be amiss (`degraded`); else 503. */
export const GET: RequestHandler = async () => {
	const found = await health();
	return json(found, {
		status: found.status === 'down' ? 503 : 200,
		headers: { 'cache-control': 'no-store' }
	});
};
