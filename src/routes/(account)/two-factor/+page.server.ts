import type { RequestEvent } from '@sveltejs/kit';
import { enrol, removeFactor, renewCodes, verify } from '$lib/access/factors/actions.server';
import { ownFactors } from '$lib/access/factors/codes.server';
import { signedIn } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { guarded } from '$lib/app/forms/guarded';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	signedIn(event);
	const [factors, { data: codesLeft }] = await Promise.all([
		ownFactors(event),
		event.locals.supabase.rpc('recovery_codes_left').throwOnError()
	]);
	return { factors, codesLeft };
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	async enrol(event) {
		return enrol(event, (await hospitalSettings(event.locals.supabase)).name);
	},
	verify,
	remove: removeFactor,
	codes: renewCodes
});
