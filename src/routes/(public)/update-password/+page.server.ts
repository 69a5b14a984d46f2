import { fail } from '@sveltejs/kit';
import { message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import type { z } from 'zod';
import { explainAuth } from '$lib/access/session/errors';
import { newPasswordSchema } from '$lib/access/session/schema';
import { signedIn } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

type NewPassword = z.infer<typeof newPasswordSchema>;

type Said = { error: string } | { saved: true };

const validated = zod4(newPasswordSchema);

export const load: PageServerLoad = async (event) => {
	signedIn(event);
	return { form: await superValidate<NewPassword, Said>(validated) };
};

export const actions: Actions = {
	default: async (event) => {
		signedIn(event);
		const form = await superValidate<NewPassword, Said>(event.request, validated);
		const { password } = form.data;
		form.data.password = '';
		if (!form.valid) return fail(400, { form });

		const { error } = await event.locals.supabase.auth.updateUser({ password });
		if (error) {
			const { status, message: text } = explainAuth(error);
			if (status === 422) return setError(form, 'password', text, { status: 422 });
			return message(form, { error: text }, { status: status as 400 });
		}
		return message(form, { saved: true });
	}
};
