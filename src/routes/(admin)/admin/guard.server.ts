import { idFrom } from '$lib/app/server/address';
import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';

export { permitted } from '$lib/access/session/guard.server';

export const isId = (text: string | null | undefined): text is string =>
	idFrom(text ?? null) !== null;

/** What is in the address is not there: anybody may type an address. */
export const missing = () => error(404, m.errors_not_found());
