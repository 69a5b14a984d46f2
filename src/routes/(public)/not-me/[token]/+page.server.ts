import type { RequestEvent } from '@sveltejs/kit';
import { disownSignIn } from '$lib/access/sessions/actions.server';
import type { PageServerLoad } from './$types';

/**
 * Where the link leads by which the owner of an account says that a sign-in was not theirs; open to strangers, because
 * who has the link was sent it. Looking does nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
};

export const actions = {
	disown: (event: RequestEvent<{ token: string }>) => disownSignIn(event, event.params.token)
};
