import type { Queryable, UserRow } from './database.ts';
import type { Auth } from './environment.ts';
import type { Letter, MailKind } from './mailer.ts';
import { issueOneTimeCode, type Purpose } from './one-time.ts';

export interface LetterRequest {
	kind: MailKind;
	purpose: Purpose;
	/** Where it goes: the account's address, or the new one it wants. */
	to: string;
	linkType?: string;
	redirectTo?: string | null;
	/** Whether the client waits for a code to exchange. */
	pkce?: boolean;
}

/** Makes a code for `user` and the letter that carries it. Send it once the code is committed. */
export async function writeLetter(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	request: LetterRequest
): Promise<Letter> {
	const { kind, purpose, to, linkType, redirectTo, pkce = false } = request;
	const code = await issueOneTimeCode(auth, client, user, purpose, to, pkce);
	const redirect = auth.redirects.choose(redirectTo);
	const query = { token: code.tokenHash, type: linkType ?? '', redirect_to: redirect };
	return {
		kind,
		to,
		email: user.email ?? to,
		newEmail: user.email_change,
		...code,
		link: linkType && `${auth.url}/verify?${new URLSearchParams(query).toString()}`,
		redirectTo: redirect,
		userMetadata: user.raw_user_meta_data ?? {}
	};
}
