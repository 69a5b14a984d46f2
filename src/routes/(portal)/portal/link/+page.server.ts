import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { redeemLinkCode } from '$lib/people/portal/commands';
import { explainRedeeming, notRedeemed } from '$lib/people/portal/errors';
import { redeemSchema } from '$lib/people/portal/schema';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/* Open to whoever is signed in: this is how somebody without a record gets theirs. */
export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	return {
		code: event.url.searchParams.get('code') ?? '',
		newcomer: access.patient_ids.length === 0
	};
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	default: (event) =>
		perform(event, {
			schema: redeemSchema,
			explain: explainRedeeming,
			async run(code) {
				const { answer, error } = await redeemLinkCode(event.locals.supabase, code);
				if (error) return { patient: null, error };
				return answer.linked
					? { patient: answer.patient_id, error: null }
					: { patient: null, error: notRedeemed(answer) };
			},
			next: ({ patient }) => `${resolve('/portal/family')}?linked=${patient}`
		})
});
