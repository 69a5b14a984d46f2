import { fail, redirect } from '@sveltejs/kit';
import { message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { redeemLinkCode } from '$lib/people/portal/commands';
import { explainRedeeming, redeemingTrouble } from '$lib/people/portal/errors';
import { redeemSchema } from '$lib/people/portal/schema';
import { signedIn } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

/* Open to whoever is signed in: this is how somebody without a record gets theirs. */
export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	const form = await superValidate(
		{ code: event.url.searchParams.get('code') ?? '' },
		zod4(redeemSchema),
		{ id: 'redeem', errors: false }
	);
	return { form, newcomer: access.patient_ids.length === 0 };
};

export const actions: Actions = {
	default: async (event) => {
		signedIn(event);
		const form = await superValidate(event.request, zod4(redeemSchema), { id: 'redeem' });
		if (!form.valid) return fail(400, { form });
		const { answer, error } = await redeemLinkCode(event.locals.supabase, form.data);
		if (error) {
			const { status, message: text } = explainRedeeming(error);
			return message(form, text, { status });
		}
		if (!answer.linked) return setError(form, 'code', redeemingTrouble(answer), { status: 422 });
		redirect(303, `${resolve('/portal/family')}?linked=${answer.patient_id}`);
	}
};
