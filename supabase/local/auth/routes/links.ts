import { z } from 'zod';
import { brokenConstraint, transaction } from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { AuthError, forbidden, validationFailed } from '../errors.ts';
import type { MailKind } from '../mailer.ts';
import { challengeFields, issueCode, startFlow, type Challenge } from '../flows.ts';
import { evening, read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { writeLetter } from '../letters.ts';
import { verifyProof, type Proof } from '../one-time.ts';
import { openSession, type SessionJson } from '../sessions.ts';
import { createUser, emailAddress, findByEmail, metadata } from '../users.ts';
import { sendConfirmation } from './sign-up.ts';

const halfwayMessage =
	'Confirmation link accepted. Please proceed to confirm link sent to the other email';

const recoverBody = z.object({ email: emailAddress, ...challengeFields });
const otpBody = z.object({
	email: emailAddress.nullish(),
	phone: z.string().nullish(),
	create_user: z.boolean().default(true),
	data: metadata.nullish(),
	...challengeFields
});
const resendBody = z.object({ email: emailAddress, type: z.string(), ...challengeFields });
const verifyBody = z.object({
	type: z.string(),
	email: emailAddress.nullish(),
	token: z.string().nullish(),
	token_hash: z.string().nullish()
});

/** Which letters may hold the code that is brought for each `type` of verification. */
const codeKinds: Record<string, MailKind[]> = {
	signup: ['confirmation'],
	invite: ['invite'],
	recovery: ['recovery'],
	magiclink: ['magic_link'],
	email: ['confirmation', 'magic_link'],
	email_change: ['email_change']
};

/** Codes and links by mail: asking for them, and using them. */
export function linkRoutes(auth: Auth): Routes {
	const signInByMail = async (request: AuthRequest) => {
		auth.limits.count('signIn', request.address);
		const body = read(otpBody, request.body);
		if (!body.email) {
			throw new AuthError(400, 'phone_provider_disabled', 'Unsupported phone provider');
		}
		await sendSignInLink(auth, request, body, body.email);
		return { body: {} };
	};
	return {
		'POST /recover': (request) => {
			auth.limits.count('signIn', request.address);
			const body = read(recoverBody, request.body);
			auth.limits.countMail('recovery', body.email, request.address);
			auth.mailer.afterwards(() =>
				sendToAccount(auth, request, body, body.email, {
					kind: 'recovery',
					linkType: 'recovery',
					method: 'recovery'
				})
			);
			return { body: {} };
		},
		'POST /otp': signInByMail,
		'POST /magiclink': signInByMail,
		'POST /resend': (request) => {
			auth.limits.count('signIn', request.address);
			const body = read(resendBody, request.body);
			if (body.type === 'signup') {
				auth.limits.countMail('confirmation', body.email, request.address);
				auth.mailer.afterwards(() => sendConfirmation(auth, body.email, body, request.query));
			} else if (body.type === 'email_change') {
				auth.limits.countMail('email_change', body.email, request.address);
				auth.mailer.afterwards(() => resendEmailChange(auth, request, body, body.email));
			} else {
				throw validationFailed('Missing one of these types: signup, email_change');
			}
			return { body: {} };
		},
		'POST /verify': (request) => verifyPosted(auth, request),
		'GET /verify': (request) => verifyOpened(auth, request)
	};
}

/** Sends a link that signs in to an account, if there is one. */
async function sendToAccount(
	auth: Auth,
	request: AuthRequest,
	challenge: Challenge,
	email: string,
	letter: { kind: 'recovery' | 'magic_link'; linkType: string; method: string }
): Promise<void> {
	const written = await transaction(auth.pool, async (client) => {
		const user = await findByEmail(client, email, true);
		if (!user || !auth.limits.mayWrite('links', email)) return undefined;
		const flow = await startFlow(client, challenge, {
			userId: user.id,
			provider: 'email',
			method: letter.method
		});
		if (letter.kind === 'recovery') await note(client, 'user_recovery_requested', user, request);
		return writeLetter(auth, client, user, {
			kind: letter.kind,
			purpose: 'recovery',
			to: email,
			linkType: letter.linkType,
			redirectTo: request.query.get('redirect_to'),
			pkce: flow !== undefined
		});
	});
	if (written) await auth.mailer.send(written);
}

/** The same answer, after the same time, whether there is an account, is none, or one is made. */
async function sendSignInLink(
	auth: Auth,
	request: AuthRequest,
	body: z.output<typeof otpBody>,
	email: string
): Promise<void> {
	auth.limits.countMail('magic_link', email, request.address);
	const earliest = evening();
	const user = await findByEmail(auth.pool, email);
	if (!user && body.create_user && auth.settings.enable_signup) {
		try {
			await transaction(auth.pool, (client) =>
				createUser(client, auth.hooks, { email, userMetadata: body.data ?? {} }, request.address)
			);
		} catch (error) {
			// Somebody registered the address at the same moment.
			if (brokenConstraint(error) !== 'users_email_partial_key') throw error;
		}
	}
	auth.mailer.afterwards(() =>
		user?.email_confirmed_at
			? sendToAccount(auth, request, body, email, {
					kind: 'magic_link',
					linkType: 'magiclink',
					method: 'magiclink'
				})
			: sendConfirmation(auth, email, body, request.query)
	);
	await earliest;
}

/** The new mailbox gets its link again; the old one keeps the one it has. */
async function resendEmailChange(
	auth: Auth,
	request: AuthRequest,
	challenge: Challenge,
	email: string
): Promise<void> {
	const letter = await transaction(auth.pool, async (client) => {
		const user = await findByEmail(client, email, true);
		// Nobody is asked to confirm for somebody else the address of their own account.
		if (!user?.email_change || (await findByEmail(client, user.email_change))) return undefined;
		const flow = await startFlow(client, challenge, {
			userId: user.id,
			provider: 'email',
			method: 'email_change'
		});
		return writeLetter(auth, client, user, {
			kind: 'email_change',
			purpose: 'email_change_new',
			to: user.email_change,
			linkType: 'email_change',
			redirectTo: request.query.get('redirect_to'),
			pkce: flow !== undefined
		});
	});
	if (letter) await auth.mailer.send(letter);
}

/** `verifyOtp`: a code with its address, or the hash a link carries. */
async function verifyPosted(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('verification', request.address);
	const { type, email, token, token_hash: tokenHash } = read(verifyBody, request.body);
	let proof: Proof;
	if (tokenHash) proof = { type, tokenHash };
	else if (email && token) {
		auth.limits.count('code', email.toLowerCase());
		// A code that no mail prints was told to nobody: whoever brings one guesses.
		if (!(codeKinds[type] ?? []).some((kind) => auth.mailer.printsCode(kind))) {
			throw forbidden('otp_expired', 'Token has expired or is invalid');
		}
		proof = { type, email, code: token };
	} else throw validationFailed('Verify requires a token and an email, or a token hash');

	return transaction(auth.pool, async (client) => {
		const { user, halfway } = await verifyProof(auth, client, proof);
		if (halfway) return { body: { msg: halfwayMessage, code: 200 } };
		const action = type === 'email_change' ? 'user_modified' : 'user_confirmation';
		await note(client, action, user, request, { type });
		return { body: await openSession(auth, client, user, 'otp', request) };
	});
}

/** A link opened in a browser: sends it on with a code, tokens, or what went wrong. */
async function verifyOpened(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('verification', request.address);
	const { query } = request;
	const target = new URL(auth.redirects.choose(query.get('redirect_to')));
	const tokenHash = query.get('token_hash') ?? query.get('token') ?? '';
	const type = query.get('type') ?? '';
	try {
		await transaction(auth.pool, async (client) => {
			const { user, halfway, pkce } = await verifyProof(auth, client, { type, tokenHash });
			if (halfway) {
				target.hash = new URLSearchParams({ message: halfwayMessage }).toString();
			} else if (pkce) {
				target.searchParams.set('code', await issueCode(client, { userId: user.id }));
			} else {
				const session = await openSession(auth, client, user, 'otp', request);
				target.hash = toFragment(session, { type });
			}
		});
	} catch (error) {
		if (!(error instanceof AuthError)) throw error;
		describeFailure(target, error, tokenHash.startsWith('pkce_'));
	}
	return { status: 303, headers: { location: target.href } };
}

/** The fragment in which supabase-js finds a session. */
export function toFragment(session: SessionJson, more: Record<string, string>): string {
	return new URLSearchParams({
		access_token: session.access_token,
		expires_at: String(session.expires_at),
		expires_in: String(session.expires_in),
		refresh_token: session.refresh_token,
		token_type: session.token_type,
		...more
	}).toString();
}

/** Puts a refusal into the address, where supabase-js and servers look for it. */
export function describeFailure(target: URL, error: AuthError, inQuery: boolean): void {
	const facts = new URLSearchParams({
		error: error.status >= 500 ? 'server_error' : 'access_denied',
		error_code: error.code,
		error_description: error.message
	});
	target.hash = facts.toString();
	if (inQuery) for (const [name, value] of facts) target.searchParams.set(name, value);
}
