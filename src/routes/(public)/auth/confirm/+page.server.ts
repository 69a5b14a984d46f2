import { fail, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { isUnreachable } from '$lib/app/errors/explain';
import { rememberLanguage } from '$lib/access/session/language.server';
import { m } from '$lib/paraglide/messages.js';
import { safeNext } from '$lib/app/server/next';
import type { Actions, PageServerLoad } from './$types';

const types = ['signup', 'email', 'magiclink', 'invite', 'recovery', 'email_change'] as const;
type LinkType = (typeof types)[number];

function linkType(value: unknown): LinkType | null {
	return types.find((type) => type === value) ?? null;
}

/**
 * Where the links in our mails lead; open to strangers. Opening the page uses nothing up, because mail scanners open
 * links too: the button does.
 */
export const load: PageServerLoad = ({ url }) => {
	const tokenHash = url.searchParams.get('token_hash');
	const code = url.searchParams.get('code');
	const type = linkType(url.searchParams.get('type'));
	return {
		type,
		tokenHash: type ? tokenHash : null,
		/** From a link that went through the auth service's own page (templates that are not ours). */
		code,
		next: safeNext(url.searchParams.get('next')),
		broken: !(type && tokenHash) && !code
	};
};

export const actions: Actions = {
	default: async (event) => {
		const { request, locals } = event;
		const form = await request.formData();
		const type = linkType(form.get('type'));
		const tokenHash = form.get('token_hash');
		const code = form.get('code');

		if (type && typeof tokenHash === 'string' && tokenHash) {
			const { data, error } = await locals.supabase.auth.verifyOtp({ type, token_hash: tokenHash });
			if (error) return refused(error);
			// A change of address is confirmed from both mailboxes; the first half signs nobody in.
			if (type === 'email_change' && !data.session) {
				return { said: m.access_confirm_email_half() };
			}
		} else if (typeof code === 'string' && code) {
			const { error } = await locals.supabase.auth.exchangeCodeForSession(code);
			if (error) return refused(error);
		} else {
			return fail(400, { expired: true });
		}

		await rememberLanguage(event);
		if (type === 'recovery' || type === 'invite') redirect(303, resolve('/update-password'));
		redirect(303, safeNext(form.get('next')));
	}
};

function refused(error: { message: string; status?: number; code?: string }) {
	if (error.status === 0 || isUnreachable(error)) {
		return fail(503, { failed: m.errors_unreachable() });
	}
	return fail(410, { expired: true });
}
