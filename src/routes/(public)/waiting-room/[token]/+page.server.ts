import { queueKey } from '$lib/visits/queue/live';
import { displayContent } from '$lib/visits/queue/queries';
import type { PageServerLoad } from './$types';

/**
 * Open to strangers: the secret in the address decides. A link that was taken back is no error, or the
 * screen on the wall would stop asking; it is told that there is nothing to show.
 */
export const load: PageServerLoad = async ({ params, locals, depends, setHeaders }) => {
	depends(queueKey);
	// The address is a secret.
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	return {
		standalone: true as const,
		display: await displayContent(locals.supabase, params.token),
		read: new Date().toISOString()
	};
};
