import type pg from 'pg';
import type { Claims, PublicKey, Verdict } from '../tokens.ts';
import type { Queryable, UserRow } from './database.ts';
import { instanceId } from './database.ts';
import type { Hooks } from './hooks.ts';
import type { AuthRequest } from './http.ts';
import type { Limits } from './limits.ts';
import type { Mailer } from './mailer.ts';
import type { OidcProvider } from './oidc.ts';
import type { Passwords } from './passwords.ts';
import type { Redirects } from './redirects.ts';
import type { AuthSettings } from './settings.ts';

/** What the endpoints share. */
export interface Auth {
	pool: pg.Pool;
	settings: AuthSettings;
	siteUrl: string;
	/** Public address of this service: `…/auth/v1`. Also the issuer of its tokens. */
	url: string;
	/** Of what only this service reads again. */
	jwtSecret: string;
	/** What its access tokens are checked with, by anybody. */
	publicKey: PublicKey;
	signToken(claims: Claims): string;
	verifyToken(token: string): Verdict;
	hooks: Hooks;
	limits: Limits;
	mailer: Mailer;
	passwords: Passwords;
	providers: Map<string, OidcProvider>;
	redirects: Redirects;
}

/** Notes what happened to an account in `auth.audit_log_entries`, by hosted's action names. */
export async function note(
	db: Queryable,
	action: string,
	user: UserRow,
	{ address }: Pick<AuthRequest, 'address'>,
	traits?: Record<string, unknown>
): Promise<void> {
	await db.query(
		`insert into auth.audit_log_entries (instance_id, id, payload, ip_address)
		values ($1, gen_random_uuid(), $2, $3)`,
		[
			instanceId,
			JSON.stringify({
				action,
				actor_id: user.id,
				actor_username: user.email,
				log_type: 'account',
				timestamp: new Date().toISOString(),
				traits
			}),
			address
		]
	);
}
