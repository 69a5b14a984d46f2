import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { brokenConstraint, transaction, type UserRow } from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { AuthError, unprocessable } from '../errors.ts';
import { challengeFields, startFlow } from '../flows.ts';
import { evening, read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { writeLetter } from '../letters.ts';
import { openSession } from '../sessions.ts';
import {
	createUser,
	describeUser,
	emailAddress,
	findByEmail,
	metadata,
	userJson,
	type UserJson
} from '../users.ts';

const signUpBody = z.object({
	email: emailAddress.nullish(),
	phone: z.string().nullish(),
	password: z.string().nullish(),
	data: metadata.nullish(),
	...challengeFields
});

type SignUp = z.output<typeof signUpBody>;

export function signUpRoutes(auth: Auth): Routes {
	return {
		'POST /signup': async (request) => {
			auth.limits.count('signIn', request.address);
			const body = read(signUpBody, request.body);
			if (!auth.settings.enable_signup) {
				throw unprocessable('signup_disabled', 'Signups not allowed for this instance');
			}
			if (!body.email && !body.phone) {
				throw unprocessable('anonymous_provider_disabled', 'Anonymous sign-ins are disabled');
			}
			if (!body.email)
				throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled');
			if (!auth.settings.email.enabled || !auth.settings.email.enable_signup) {
				throw new AuthError(400, 'email_provider_disabled', 'Email signups are disabled');
			}
			auth.passwords.requireStrong(body.password ?? '', body.email);
			return auth.settings.email.enable_confirmations
				? signUpWithConfirmation(auth, request, body, body.email)
				: signUpAtOnce(auth, request, body, body.email);
		}
	};
}

/** The same answer, after the same time, whether or not the address is registered already. */
async function signUpWithConfirmation(
	auth: Auth,
	request: AuthRequest,
	body: SignUp,
	email: string
): Promise<Reply> {
	auth.limits.countMail('confirmation', email, request.address);
	const earliest = evening();
	const passwordHash = await auth.passwords.hash(body.password ?? '');
	let user: UserJson | undefined;
	try {
		user = await transaction(auth.pool, async (client) => {
			const existing = await findByEmail(client, email);
			if (existing) return undefined;
			const created = await createUser(
				client,
				auth.hooks,
				{ email, passwordHash, userMetadata: body.data ?? {} },
				request.address
			);
			await note(client, 'user_signedup', created, request, { provider: 'email' });
			return describeUser(client, { ...created, confirmation_sent_at: new Date() });
		});
	} catch (error) {
		// Somebody registered the address at the same moment.
		if (brokenConstraint(error) !== 'users_email_partial_key') throw error;
	}
	auth.mailer.afterwards(() => sendConfirmation(auth, email, body, request.query));
	await earliest;
	return { body: user ?? describeStranger(email, body.data ?? {}) };
}

/** An unproven account gets its link, also when it was registered before; a proven one nothing. */
export async function sendConfirmation(
	auth: Auth,
	email: string,
	challenge: Pick<SignUp, 'code_challenge' | 'code_challenge_method'>,
	query: URLSearchParams
): Promise<void> {
	const letter = await transaction(auth.pool, async (client) => {
		const user = await findByEmail(client, email, true);
		if (!user || user.email_confirmed_at) return undefined;
		if (!auth.limits.mayWrite('confirmations', email)) return undefined;
		const flow = await startFlow(client, challenge, {
			userId: user.id,
			provider: 'email',
			method: 'email/signup'
		});
		return writeLetter(auth, client, user, {
			kind: user.invited_at ? 'invite' : 'confirmation',
			purpose: 'confirmation',
			to: email,
			linkType: user.invited_at ? 'invite' : 'signup',
			redirectTo: query.get('redirect_to'),
			pkce: flow !== undefined
		});
	});
	if (letter) await auth.mailer.send(letter);
}

/** Without confirmation there is nothing to hide: the person is signed in, or told. */
async function signUpAtOnce(
	auth: Auth,
	request: AuthRequest,
	body: SignUp,
	email: string
): Promise<Reply> {
	const passwordHash = await auth.passwords.hash(body.password ?? '');
	const taken = () => unprocessable('user_already_exists', 'User already registered');
	try {
		return await transaction(auth.pool, async (client) => {
			if (await findByEmail(client, email)) throw taken();
			const user = await createUser(
				client,
				auth.hooks,
				{ email, passwordHash, userMetadata: body.data ?? {}, emailConfirmed: true },
				request.address
			);
			await note(client, 'user_signedup', user, request, { provider: 'email' });
			return { body: await openSession(auth, client, user, 'password', request) };
		});
	} catch (error) {
		throw brokenConstraint(error) === 'users_email_partial_key' ? taken() : error;
	}
}

/** What a newly registered person would have been told, down to the last key. */
function describeStranger(email: string, data: Record<string, unknown>): UserJson {
	const id = randomUUID();
	const now = new Date();
	const user: UserRow = {
		id,
		aud: 'authenticated',
		role: 'authenticated',
		email,
		phone: null,
		encrypted_password: null,
		email_confirmed_at: null,
		phone_confirmed_at: null,
		confirmed_at: null,
		invited_at: null,
		confirmation_token: '',
		confirmation_sent_at: now,
		recovery_token: '',
		recovery_sent_at: null,
		email_change: '',
		email_change_token_new: '',
		email_change_token_current: '',
		email_change_sent_at: null,
		reauthentication_token: '',
		reauthentication_sent_at: null,
		last_sign_in_at: null,
		raw_app_meta_data: { provider: 'email', providers: ['email'] },
		raw_user_meta_data: data,
		created_at: now,
		updated_at: now,
		banned_until: null,
		deleted_at: null,
		is_anonymous: false
	};
	const identity = {
		id: randomUUID(),
		provider_id: id,
		user_id: id,
		identity_data: { ...data, sub: id, email, email_verified: false, phone_verified: false },
		provider: 'email',
		email,
		last_sign_in_at: now,
		created_at: now,
		updated_at: now
	};
	return userJson(user, [identity], []);
}
