import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import type { Refusal } from '$lib/app/errors/explain';
import { rememberDevice } from '$lib/access/session/device.server';
import { explainLink, isLinkOver } from '$lib/access/session/errors';
import { rememberLanguage } from '$lib/access/session/language.server';
import { m } from '$lib/paraglide/messages.js';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

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

const posted = z.object({
	type: z.string().transform(linkType),
	token_hash: z.string(),
	code: z.string(),
	next: z.string()
});

/** A link that was used, or ran out, or was never ours: they look the same from here. */
const noLink: Refusal = { code: 'otp_expired', message: '' };

export const actions = {
	default: (event: RequestEvent) => {
		const { auth } = event.locals.supabase;
		return perform(event, {
			schema: posted,
			explain: explainLink,
			async run({ type, token_hash, code }) {
				if (type && token_hash) {
					const { data, error } = await auth.verifyOtp({ type, token_hash });
					// A change of address is confirmed from both mailboxes; the first half signs nobody in.
					return { half: type === 'email_change' && !data.session, error };
				}
				if (!code) return { half: false, error: noLink };
				const { error } = await auth.exchangeCodeForSession(code);
				return { half: false, error };
			},
			async next({ half }, { type, next }) {
				if (half) return { said: m.access_confirm_email_half() };
				await Promise.all([rememberLanguage(event), rememberDevice(event)]);
				const after = safeNext(next);
				// Whoever has just proved an address, or that it is still theirs, chooses the password.
				return type === 'recovery' || type === 'invite' || type === 'signup'
					? `${resolve('/update-password')}?next=${encodeURIComponent(after)}`
					: after;
			},
			amend: (refused, error) => ({
				...refused,
				// The button stays for what will pass.
				expired: isLinkOver(error)
			})
		});
	}
};
