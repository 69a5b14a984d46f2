import { rpc } from '../_shared/database.ts';
import { isJob } from '../_shared/jobs.ts';
import { removeFiles } from '../_shared/storage.ts';

/**
 * Removes files that were sent and never filed. Called by the database.
 * `POST` with the jobs' key → 200 with how many went; 401. What could not be removed is asked for again.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const names = await rpc<string[]>('orphaned_files', {});
	return Response.json({ removed: names.length && (await removeFiles('documents', names)) });
});
