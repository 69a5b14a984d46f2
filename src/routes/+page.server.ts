import { redirect } from '@sveltejs/kit';
import { homeOf } from '$lib/access/session/access';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** Everybody's front door: it leads to where their day begins. */
export const load: PageServerLoad = (event) => redirect(303, homeOf(signedIn(event)));
