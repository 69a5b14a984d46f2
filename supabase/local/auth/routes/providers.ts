import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { signToken } from '../../tokens.ts';
import { isUuid, one, transaction, type UserRow } from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { AuthError, unprocessable, validationFailed } from '../errors.ts';
import { issueCode, startFlow } from '../flows.ts';
import { read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import type { OidcProvider, Person } from '../oidc.ts';
import { openSession } from '../sessions.ts';
import {
	addIdentity,
	confirmEmail,
	createUser,
	findByEmail,
	findById,
	isBanned,
	updateUser
} from '../users.ts';
import { describeFailure, toFragment } from './links.ts';

/** How long somebody may take at the provider, in seconds. */
const stateLifetime = 10 * 60;
/** Parameters of `/authorize` that are ours; the rest is handed to the provider. */
const ownParameters = [
	...['provider', 'redirect_to', 'scopes', 'code_challenge', 'code_challenge_method'],
	...['skip_http_redirect', 'flow_type', 'invite_token', 'apikey']
];

const idTokenBody = z.object({
	provider: z.string(),
	id_token: z.string(),
	nonce: z.string().nullish()
});

/** What travels to the provider and back, signed, since whoever holds it decides where it ends. */
interface State {
	id: string;
	provider: string;
	redirectTo: string;
	nonce: string;
	flowId?: string;
}

/** Signing in by an OpenID Connect provider: `[auth.external.<name>]` with a `url`. */
export function providerRoutes(auth: Auth): Routes {
	return {
		'GET /authorize': (request) => authorize(auth, request),
		'GET /callback': (request) => callBack(auth, request)
	};
}

function requireProvider(auth: Auth, name: string | null): OidcProvider {
	const provider = auth.providers.get(name ?? '');
	if (provider) return provider;
	throw validationFailed('Unsupported provider: provider is not enabled');
}

async function authorize(auth: Auth, { query, address }: AuthRequest): Promise<Reply> {
	auth.limits.count('signIn', address);
	const provider = requireProvider(auth, query.get('provider'));
	const verifier = randomBytes(32).toString('base64url');
	const nonce = randomBytes(16).toString('base64url');
	const id = randomUUID();
	const flowId = await transaction(auth.pool, async (client) => {
		await client.query(
			`delete from auth.oauth_client_states where created_at < now() - make_interval(secs => $1)`,
			[stateLifetime]
		);
		await client.query(
			`insert into auth.oauth_client_states (id, provider_type, code_verifier) values ($1, $2, $3)`,
			[id, provider.name, verifier]
		);
		return startFlow(
			client,
			{
				code_challenge: query.get('code_challenge'),
				code_challenge_method: query.get('code_challenge_method')
			},
			{ provider: provider.name, method: 'oauth' }
		);
	});
	const state: State = {
		id,
		provider: provider.name,
		redirectTo: auth.redirects.choose(query.get('redirect_to')),
		nonce,
		flowId
	};
	const expires = Math.floor(Date.now() / 1000) + stateLifetime;
	const location = await provider.authorizationUrl({
		state: signToken(auth.jwtSecret, { ...state, aud: stateAudience, exp: expires }),
		nonce,
		verifier,
		scopes: query.get('scopes') ?? '',
		more: [...query].filter(([name]) => !ownParameters.includes(name))
	});
	return { status: 302, headers: { location } };
}

/** Keeps a state from passing for an access token, and the other way round. */
const stateAudience = 'lantern-oauth-state';

async function callBack(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { query } = request;
	const state = readState(auth, query.get('state') ?? '');
	const target = new URL(state.redirectTo);
	try {
		const provider = requireProvider(auth, state.provider);
		// Deleting is what makes a state good for one answer only.
		const pending = await one<{ code_verifier: string }>(
			auth.pool,
			'delete from auth.oauth_client_states where id = $1 and provider_type = $2 returning *',
			[state.id, provider.name]
		);
		if (!pending) throw badState('OAuth state not found or expired');
		const refusal = query.get('error');
		if (refusal) {
			throw new AuthError(403, 'bad_oauth_callback', query.get('error_description') ?? refusal);
		}
		const { person, accessToken } = await provider.redeem(
			query.get('code') ?? '',
			pending.code_verifier,
			state.nonce
		);
		await transaction(auth.pool, async (client) => {
			const user = await recognise(auth, client, provider.name, person, request);
			if (state.flowId) {
				const code = await issueCode(client, { userId: user.id, id: state.flowId });
				target.searchParams.set('code', code);
			} else {
				const session = await openSession(auth, client, user, 'oauth', request);
				target.hash = toFragment(session, accessToken ? { provider_token: accessToken } : {});
			}
		});
	} catch (error) {
		if (!(error instanceof AuthError)) throw error;
		describeFailure(target, error, true);
	}
	return { status: 302, headers: { location: target.href } };
}

/** `POST /token?grant_type=id_token`, for apps that have the provider's id token already. */
export async function withIdToken(auth: Auth, request: AuthRequest): Promise<Reply> {
	auth.limits.count('signIn', request.address);
	const { provider: name, id_token: token, nonce } = read(idTokenBody, request.body);
	const provider = requireProvider(auth, name);
	// The app keeps the nonce; the provider has seen its hash only.
	const hashed = nonce ? createHash('sha256').update(nonce).digest('hex') : undefined;
	const person = await provider.verify(token, hashed);
	return transaction(auth.pool, async (client) => {
		const user = await recognise(auth, client, provider.name, person, request);
		return { body: await openSession(auth, client, user, 'oauth', request) };
	});
}

function readState(auth: Auth, text: string): State {
	const { claims } = auth.verifyToken(text);
	const state = claims as Partial<State> & { aud?: unknown };
	if (state?.aud !== stateAudience || !isUuid(state.id) || !state.redirectTo) {
		throw badState('OAuth callback with invalid state');
	}
	return {
		id: state.id,
		provider: state.provider ?? '',
		redirectTo: state.redirectTo,
		nonce: state.nonce ?? '',
		flowId: state.flowId
	};
}

/**
 * The user a person at a provider is: known by that identity, else by an address the provider has
 * verified, else new.
 */
async function recognise(
	auth: Auth,
	client: pg.PoolClient,
	provider: string,
	person: Person,
	request: AuthRequest
): Promise<UserRow> {
	const data = {
		...person.claims,
		provider_id: person.subject,
		email_verified: person.emailVerified
	};
	const identity = await one<{ user_id: string }>(
		client,
		`update auth.identities
		set identity_data = $3, last_sign_in_at = now(), updated_at = now()
		where provider = $1 and provider_id = $2 returning user_id`,
		[provider, person.subject, data]
	);
	if (identity) {
		const user = await findById(client, identity.user_id);
		if (!user || user.deleted_at) throw unprocessable('user_not_found', 'User not found');
		if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned');
		return user;
	}
	if (!person.email || !person.emailVerified) {
		throw unprocessable(
			'provider_email_needs_verification',
			`${provider} has not verified an e-mail address for this account`
		);
	}
	const added = { provider, providerId: person.subject, data };
	const existing = await findByEmail(client, person.email, true);
	if (existing) return link(client, existing, added);

	if (!auth.settings.enable_signup) {
		throw unprocessable('signup_disabled', 'Signups not allowed for this instance');
	}
	const user = await createUser(
		client,
		auth.hooks,
		{
			email: person.email,
			emailConfirmed: true,
			userMetadata: pickProfile(person),
			identity: added
		},
		request.address
	);
	await note(client, 'user_signedup', user, request, { provider });
	return user;
}

async function link(
	client: pg.PoolClient,
	user: UserRow,
	identity: Parameters<typeof addIdentity>[2]
): Promise<UserRow> {
	if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned');
	await addIdentity(client, user.id, identity);
	const known = (user.raw_app_meta_data?.providers ?? []) as string[];
	const raw_app_meta_data = {
		...user.raw_app_meta_data,
		providers: [...new Set([...known, identity.provider])]
	};
	if (user.email_confirmed_at) return updateUser(client, user.id, { raw_app_meta_data });

	// Whoever registered this address never proved it: their password must not open the account
	// of the person who now has.
	await client.query('delete from auth.one_time_tokens where user_id = $1', [user.id]);
	await client.query(`delete from auth.identities where user_id = $1 and provider = 'email'`, [
		user.id
	]);
	const cleared = await updateUser(client, user.id, {
		raw_app_meta_data: { ...raw_app_meta_data, provider: identity.provider },
		raw_user_meta_data: {},
		encrypted_password: '',
		confirmation_token: '',
		recovery_token: ''
	});
	return confirmEmail(client, cleared);
}

/** What a profile may start with; nothing a provider says becomes a role. */
function pickProfile({ claims, email }: Person): Record<string, unknown> {
	const { name, picture, locale } = claims;
	const profile = { full_name: name, avatar_url: picture, locale, email };
	return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
}

const badState = (message: string) => new AuthError(400, 'bad_oauth_state', message);
