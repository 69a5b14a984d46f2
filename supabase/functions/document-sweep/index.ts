import { rpc } from '../_shared/database.ts';
import { isJob } from '../_shared/jobs.ts';
import { removeFiles } from '../_shared/storage.ts';

/**
 * Removes files that were sent and never filed, and photos that show nobody. Called by the database.
 * `POST` with the jobs' key → 200 with how many went; 401. What could not be removed is asked for again.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const sweep = async (bucket: string, orphans: string) => {
		const names = await rpc<string[]>(orphans, {});
		return names.length && (await removeFiles(bucket, names));
	};
	const removed = await Promise.all([
		sweep('documents', 'orphaned_files'),
		sweep('patient-photos', 'orphaned_photos')
	]);
	return Response.json({ removed: removed[0] + removed[1] });
});
