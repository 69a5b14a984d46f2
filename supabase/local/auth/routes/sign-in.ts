import { z } from 'zod';
import { transaction } from '../database.ts';
import type { Auth } from '../environment.ts';
import { AuthError, validationFailed } from '../errors.ts';
import { redeemCode } from '../flows.ts';
import type { Decision } from '../hooks.ts';
import { evening, read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { openSession, refreshSession } from '../sessions.ts';
import { emailAddress, findByEmail, findById, isBanned } from '../users.ts';
import { withIdToken } from './providers.ts';

const passwordBody = z.object({
	email: emailAddress.nullish(),
	phone: z.string().nullish(),
	password: z.string()
});
const refreshBody = z.object({ refresh_token: z.string().min(1) });
const codeBody = z.object({ auth_code: z.string().min(1), code_verifier: z.string().min(1) });

/** `POST /token`: every way of turning something one has into a session. */
export function signInRoutes(auth: Auth): Routes {
	const grants: Record<string, (request: AuthRequest) => Promise<Reply>> = {
		password: (request) => withPassword(auth, request),
		refresh_token: (request) => withRefreshToken(auth, request),
		pkce: (request) => withCode(auth, request),
		id_token: (request) => withIdToken(auth, request)
	};
	return {
		'POST /token': (request) => {
			const grant = grants[request.query.get('grant_type') ?? ''];
			if (!grant) throw new AuthError(400, 'invalid_credentials', 'unsupported_grant_type');
			return grant(request);
		}
	};
}

async function withPassword(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('signIn', request.address);
	const body = read(passwordBody, request.body);
	if (!body.email) {
		if (body.phone) {
			throw new AuthError(400, 'phone_provider_disabled', 'Phone logins are disabled');
		}
		throw validationFailed('missing email or phone');
	}
	// What is done for accounts alone takes time as well.
	const earliest = evening();
	const found = await findByEmail(auth.pool, body.email);
	const valid = await auth.passwords.matches(body.password, found?.encrypted_password);
	try {
		if (!found?.encrypted_password) throw wrongCredentials();
		await askHook(auth, found.id, valid);
		if (!valid) throw wrongCredentials();
	} catch (error) {
		await earliest;
		throw error;
	}
	// Told to those alone who know the password.
	if (isBanned(found)) throw new AuthError(400, 'user_banned', 'User is banned');
	if (!found.email_confirmed_at) {
		throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed');
	}
	const session = await transaction(auth.pool, (client) =>
		openSession(auth, client, found, 'password', request)
	);
	return { body: session };
}

/** Lets the project count attempts and lock an account. @throws AuthError when it rejects. */
async function askHook(auth: Auth, userId: string, valid: boolean): Promise<void> {
	if (!auth.hooks.has('password_verification_attempt')) return;
	await transaction(auth.pool, async (client) => {
		const answer = await auth.hooks.call<Decision>(client, 'password_verification_attempt', {
			user_id: userId,
			valid
		});
		if (answer?.decision !== 'reject') return;
		if (answer.should_logout_user) {
			await client.query('delete from auth.sessions where user_id = $1', [userId]);
		}
		// The hook counts attempts in the database; refusing must not undo its count.
		throw wrongCredentials(
			answer.message ?? 'Further password verification attempts will be rejected.'
		).committing();
	});
}

async function withRefreshToken(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('refresh', request.address);
	const { refresh_token: token } = read(refreshBody, request.body);
	return { body: await refreshSession(auth, token, request) };
}

async function withCode(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('signIn', request.address);
	const { auth_code: code, code_verifier: verifier } = read(codeBody, request.body);
	return transaction(auth.pool, async (client) => {
		const { userId, method } = await redeemCode(client, code, verifier);
		const user = await findById(client, userId);
		if (!user) throw new AuthError(404, 'user_not_found', 'User not found');
		return { body: await openSession(auth, client, user, method, request) };
	});
}

const wrongCredentials = (message = 'Invalid login credentials') =>
	new AuthError(400, 'invalid_credentials', message);
