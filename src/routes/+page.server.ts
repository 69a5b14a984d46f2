import { redirect } from '@sveltejs/kit';
import { homeOf } from '$lib/access/access';
import { signedIn } from '$lib/server/guard';
import type { PageServerLoad } from './$types';

/** Everybody's front door: it leads to where their day begins. */
export const load: PageServerLoad = (event) => redirect(303, homeOf(signedIn(event)));
