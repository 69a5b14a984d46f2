import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';

/** What is in the address is not there: anybody may type an address. */
export const missing = () => error(404, m.errors_not_found());
