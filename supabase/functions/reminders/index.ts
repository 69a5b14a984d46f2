import { isJob } from '../_shared/jobs.ts';
import { deliverDue } from './worker.ts';

/** Less than the minute after which the clock calls again, and than a call may last. */
const budgetMs = 45_000;

/**
 * Sends the messages that are due; called by the database each minute and when something is new.
 * `POST` with the jobs' key → 200 with how many were sent, refused, left open and left to others; 202 when
 * a run under way sees to it; 401.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const tally = await deliverDue(Date.now() + budgetMs);
	return tally ? Response.json(tally) : new Response(null, { status: 202 });
});
