import { isUuid, one, type Queryable, type SessionRow, type UserRow } from './database.ts';
import type { Auth } from './environment.ts';
import { AuthError, forbidden } from './errors.ts';
import type { AuthRequest } from './http.ts';
import { findById, isBanned } from './users.ts';
import type { Claims } from '../tokens.ts';

/** The signed-in person a request comes from. */
export interface Caller {
	user: UserRow;
	session: SessionRow;
	claims: Claims;
}

/**
 * Who asks. A sound token is not enough: its session must still exist.
 *
 * @throws AuthError 401 without a token; 403 `bad_jwt`, `session_not_found`, `user_not_found`,
 * `user_banned`.
 */
export async function requireCaller(auth: Auth, request: AuthRequest): Promise<Caller> {
	const claims = readClaims(auth, request);
	if (!isUuid(claims.sub)) throw forbidden('bad_jwt', 'invalid claim: missing sub claim');
	const [user, session] = await Promise.all([
		findById(auth.pool, claims.sub),
		isUuid(claims.session_id)
			? one<SessionRow>(auth.pool, 'select * from auth.sessions where id = $1 and user_id = $2', [
					claims.session_id,
					claims.sub
				])
			: undefined
	]);
	if (!user || user.deleted_at) {
		throw forbidden('user_not_found', 'User from sub claim in JWT does not exist');
	}
	if (!session) {
		throw forbidden('session_not_found', 'Session from session_id claim in JWT does not exist');
	}
	if (isBanned(user)) throw forbidden('user_banned', 'User is banned');
	return { user, session, claims };
}

/** Tells the database for whom a transaction writes, as PostgREST does: its triggers may ask what the session has proved. */
export async function actAs(client: Queryable, { claims }: Caller): Promise<void> {
	await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)]);
}

/** @throws AuthError unless the request carries the token of `service_role`. */
export function requireAdmin(auth: Auth, request: AuthRequest): void {
	const { role } = readClaims(auth, request);
	if (role !== 'service_role' && role !== 'supabase_admin') {
		throw forbidden('not_admin', 'User not allowed');
	}
}

function readClaims(auth: Auth, request: AuthRequest): Claims {
	if (!request.bearer) {
		throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
	}
	const { claims, error } = auth.verifyToken(request.bearer);
	if (!claims) {
		throw forbidden('bad_jwt', `invalid JWT: unable to parse or verify signature, ${error}`);
	}
	return claims;
}
