import { verifyLetter } from '$lib/records/letters/queries';
import type { PageServerLoad } from './$types';

/** Open to strangers: whoever was given the paper, an employer say, has its code. */
export const load: PageServerLoad = async ({ url, locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	const code = url.searchParams.get('code')?.trim().slice(0, 60) ?? '';
	return { code, found: code === '' ? null : await verifyLetter(locals.supabase, code) };
};
