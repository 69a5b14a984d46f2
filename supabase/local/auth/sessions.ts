import { randomBytes, randomUUID } from 'node:crypto';
import type { Claims } from '../tokens.ts';
import {
	instanceId,
	one,
	only,
	transaction,
	type Queryable,
	type SessionRow,
	type UserRow
} from './database.ts';
import { note, type Auth } from './environment.ts';
import { AuthError, forbidden } from './errors.ts';
import type { AuthRequest } from './http.ts';
import { describeUser, findById, isBanned, type UserJson } from './users.ts';

/** How somebody proved who they are, by the names `amr` uses. */
export type Method = 'password' | 'otp' | 'totp' | 'oauth' | 'token_refresh' | (string & {});

/** A session as supabase-js takes it. */
export interface SessionJson {
	access_token: string;
	token_type: 'bearer';
	/** Seconds the access token is good for. */
	expires_in: number;
	/** Unix time, in seconds, at which it ends. */
	expires_at: number;
	refresh_token: string;
	user: UserJson;
}

interface RefreshTokenRow {
	id: string;
	token: string;
	session_id: string;
	revoked: boolean;
	parent: string | null;
	updated_at: Date;
}

type Client = Pick<AuthRequest, 'address' | 'userAgent'>;

/** Claims a custom_access_token hook may change but not take away. */
const requiredClaims = [
	...['aud', 'exp', 'iat', 'sub', 'email', 'phone'],
	...['role', 'aal', 'session_id', 'is_anonymous']
];

/** Opens a session for somebody who has proven who they are. */
export async function openSession(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	method: Method,
	from: Client
): Promise<SessionJson> {
	if (isBanned(user)) throw forbidden('user_banned', 'User is banned');
	const session = await only<SessionRow>(
		client,
		`insert into auth.sessions (id, user_id, aal, user_agent, ip)
		values ($1, $2, 'aal1', $3, $4) returning *`,
		[randomUUID(), user.id, from.userAgent, from.address]
	);
	await addMethod(client, session.id, method);
	const signedIn = await only<UserRow>(
		client,
		'update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1 returning *',
		[user.id]
	);
	const refreshToken = await addRefreshToken(client, user.id, session.id, null);
	await note(client, 'login', user, from, { provider: method });
	return describeSession(auth, client, signedIn, session, refreshToken, method);
}

/** Signs the access token and puts the whole session together. */
export async function describeSession(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	session: SessionRow,
	refreshToken: string,
	method: Method
): Promise<SessionJson> {
	const claims = await buildClaims(auth, client, user, session, method);
	return {
		access_token: auth.signToken(claims),
		token_type: 'bearer',
		expires_in: auth.settings.jwt_expiry,
		expires_at: claims.exp ?? 0,
		refresh_token: refreshToken,
		user: await describeUser(client, user)
	};
}

/** Records a way of proof, so that the tokens of this session list it in `amr`. */
export async function addMethod(client: Queryable, sessionId: string, method: Method) {
	await client.query(
		`insert into auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at)
		values ($1, $2, $3, now(), now())
		on conflict (session_id, authentication_method) do update set updated_at = now()`,
		[randomUUID(), sessionId, method]
	);
}

/** Replaces whatever refresh token the session had by a new one. */
export async function replaceRefreshToken(client: Queryable, session: SessionRow): Promise<string> {
	const { rows } = await client.query<RefreshTokenRow>(
		`update auth.refresh_tokens set revoked = true, updated_at = now()
		where session_id = $1 and not revoked returning *`,
		[session.id]
	);
	return addRefreshToken(client, session.user_id, session.id, rows[0]?.token ?? null);
}

/**
 * Trades a refresh token for a new session state. Of the twenty tabs that wake up at once and
 * send the same token, one rotates it and the others get the same child; a token that comes back
 * later than that was copied, and ends the session's whole line of tokens.
 */
export async function refreshSession(
	auth: Auth,
	token: string,
	from: Client
): Promise<SessionJson> {
	return transaction(auth.pool, async (client) => {
		// The session's row is the lock: it stays the same row while tokens are added beside it.
		const session = await one<SessionRow>(
			client,
			`select session.*, refreshed_at at time zone 'utc' as refreshed_at
			from auth.sessions as session
			where id = (select session_id from auth.refresh_tokens where token = $1) for update`,
			[token]
		);
		const presented = await one<RefreshTokenRow>(
			client,
			'select * from auth.refresh_tokens where token = $1',
			[token]
		);
		if (!session || !presented) {
			throw refused('refresh_token_not_found', 'Refresh Token Not Found');
		}
		const user = await findById(client, session.user_id);
		if (!user || isBanned(user)) throw refused('user_banned', 'User Banned');
		if (hasEnded(auth, session)) throw refused('session_expired', 'Session Expired');

		const next = presented.revoked
			? await childOf(auth, client, presented)
			: await rotate(auth, client, session, presented);
		await client.query(
			`update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now(),
				user_agent = $2, ip = $3 where id = $1`,
			[session.id, from.userAgent, from.address]
		);
		await note(client, 'token_refreshed', user, from);
		return describeSession(auth, client, user, session, next, 'token_refresh');
	});
}

async function rotate(
	auth: Auth,
	client: Queryable,
	session: SessionRow,
	presented: RefreshTokenRow
): Promise<string> {
	if (!auth.settings.enable_refresh_token_rotation) return presented.token;
	return replaceRefreshToken(client, session);
}

/** What a token that was used already may still be traded for. */
async function childOf(auth: Auth, client: Queryable, presented: RefreshTokenRow): Promise<string> {
	const active = await one<RefreshTokenRow>(
		client,
		`select * from auth.refresh_tokens
		where session_id = $1 and not revoked order by id desc limit 1`,
		[presented.session_id]
	);
	const age = Date.now() - presented.updated_at.getTime();
	const justUsed = age < auth.settings.refresh_token_reuse_interval * 1000;
	// The direct parent may come back any time: its client never received the answer.
	if (active && (active.parent === presented.token || justUsed)) return active.token;

	await client.query(
		`update auth.refresh_tokens set revoked = true, updated_at = now()
		where session_id = $1 and not revoked`,
		[presented.session_id]
	);
	throw refused('refresh_token_already_used', 'Already Used').committing();
}

function hasEnded(auth: Auth, session: SessionRow): boolean {
	const { timebox, inactivity_timeout: idle } = auth.settings.sessions;
	const now = Date.now();
	const lastSeen = session.refreshed_at ?? session.created_at;
	return (
		(session.not_after !== null && session.not_after.getTime() < now) ||
		(timebox !== undefined && session.created_at.getTime() + timebox < now) ||
		(idle !== undefined && lastSeen.getTime() + idle < now)
	);
}

async function addRefreshToken(
	client: Queryable,
	userId: string,
	sessionId: string,
	parent: string | null
): Promise<string> {
	const token = randomBytes(18).toString('base64url');
	await client.query(
		`insert into auth.refresh_tokens (instance_id, token, user_id, revoked, parent, session_id)
		values ($1, $2, $3, false, $4, $5)`,
		[instanceId, token, userId, parent, sessionId]
	);
	return token;
}

async function buildClaims(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	session: SessionRow,
	method: Method
): Promise<Claims> {
	const { rows: amr } = await client.query<{ method: string; timestamp: number }>(
		`select authentication_method as method, extract(epoch from updated_at)::int as timestamp
		from auth.mfa_amr_claims where session_id = $1 order by updated_at desc`,
		[session.id]
	);
	const now = Math.floor(Date.now() / 1000);
	const claims: Claims = {
		iss: auth.url,
		sub: user.id,
		aud: user.aud,
		exp: now + auth.settings.jwt_expiry,
		iat: now,
		email: user.email ?? '',
		phone: user.phone ?? '',
		app_metadata: user.raw_app_meta_data ?? {},
		user_metadata: user.raw_user_meta_data ?? {},
		role: user.role,
		aal: session.aal,
		amr,
		session_id: session.id,
		is_anonymous: user.is_anonymous
	};
	const output = await auth.hooks.call<{ claims?: Claims }>(client, 'custom_access_token', {
		user_id: user.id,
		claims,
		authentication_method: method
	});
	if (!output) return claims;
	const missing = requiredClaims.filter((name) => output.claims?.[name] === undefined);
	if (!output.claims || missing.length > 0) {
		throw new AuthError(
			500,
			'hook_payload_invalid',
			`output claims do not conform to the expected schema: ${missing.join(', ')} missing`
		);
	}
	return output.claims;
}

const refused = (code: string, reason: string) =>
	new AuthError(400, code, `Invalid Refresh Token: ${reason}`);
