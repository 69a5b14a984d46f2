import type { ParamMatcher } from '@sveltejs/kit';
import { idFrom } from '$lib/app/forms/id';

/** An id in an address: anything else is no page of ours, and never comes as far as the database. */
export const match: ParamMatcher = (text) => idFrom(text) !== null;
