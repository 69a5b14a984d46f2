import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
	instanceId,
	one,
	only,
	type FactorRow,
	type IdentityRow,
	type Queryable,
	type UserRow
} from './database.ts';
import { AuthError } from './errors.ts';
import type { Hooks } from './hooks.ts';

/** What HTML's own e-mail field takes, as hosted does; and a dot in the domain, without which no mail arrives. */
const addressForm =
	/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** An e-mail address as it is stored: lower case, without space around it. */
export const emailAddress = z
	.string()
	.trim()
	.toLowerCase()
	.max(255)
	.regex(addressForm, 'Unable to validate email address: invalid format');

/** What people and admins write about a user. */
export const metadata = z.record(z.string(), z.unknown());

const live = 'not is_sso_user and deleted_at is null';

export async function findByEmail(db: Queryable, email: string, lock = false) {
	const sql = `select * from auth.users where email = $1 and ${live} ${lock ? 'for update' : ''}`;
	return complete(await one<UserRow>(db, sql, [email]));
}

export async function findById(db: Queryable, id: string, lock = false) {
	const sql = `select * from auth.users where id = $1 ${lock ? 'for update' : ''}`;
	return complete(await one<UserRow>(db, sql, [id]));
}

/** Hosted's server cannot read a user whose tokens are null, and says so in these words. */
function complete(user: UserRow | undefined): UserRow | undefined {
	const tokens = ['confirmation_token', 'recovery_token', 'email_change', 'email_change_token_new'];
	if (user && tokens.some((name) => user[name as keyof UserRow] === null)) {
		throw new AuthError(500, 'unexpected_failure', 'Database error querying schema');
	}
	return user;
}

export const isBanned = (user: UserRow) =>
	user.banned_until !== null && user.banned_until.getTime() > Date.now();

/** Writes columns of a user and its `updated_at`. Names come from the code, never from a client. */
export function updateUser(
	db: Queryable,
	id: string,
	changes: Partial<Omit<UserRow, 'id'>>
): Promise<UserRow> {
	const columns = Object.keys(changes).map((column, index) => `${column} = $${index + 2}`);
	return only<UserRow>(
		db,
		`update auth.users set ${[...columns, 'updated_at = now()'].join(', ')} where id = $1 returning *`,
		[id, ...Object.values(changes)]
	);
}

export interface NewUser {
	id?: string;
	email?: string;
	phone?: string;
	/** bcrypt hash; without one the account has no password. */
	passwordHash?: string;
	userMetadata?: Record<string, unknown>;
	appMetadata?: Record<string, unknown>;
	role?: string;
	emailConfirmed?: boolean;
	phoneConfirmed?: boolean;
	invited?: boolean;
	/** The account at an OAuth provider this user comes with; an e-mail identity without it. */
	identity?: { provider: string; providerId: string; data: Record<string, unknown> };
}

/**
 * Creates a user with an identity, after asking the before-user-created hook.
 *
 * @throws pg.DatabaseError with constraint `users_email_partial_key` when the address is taken.
 */
export async function createUser(
	client: Queryable,
	hooks: Hooks,
	wanted: NewUser,
	address: string
): Promise<UserRow> {
	const id = wanted.id ?? randomUUID();
	const provider = wanted.identity?.provider ?? (wanted.email ? 'email' : 'phone');
	const appMetadata = { provider, providers: [provider], ...wanted.appMetadata };
	const userMetadata = wanted.userMetadata ?? {};
	const role = wanted.role || 'authenticated';
	await hooks.call(client, 'before_user_created', {
		metadata: {
			uuid: randomUUID(),
			time: new Date().toISOString(),
			name: 'before-user-created',
			ip_address: address
		},
		user: {
			id,
			aud: 'authenticated',
			role,
			email: wanted.email ?? '',
			phone: wanted.phone ?? '',
			app_metadata: appMetadata,
			user_metadata: userMetadata,
			identities: [],
			is_anonymous: false
		}
	});
	const user = await only<UserRow>(
		client,
		`insert into auth.users (instance_id, id, aud, role, email, phone, encrypted_password,
			email_confirmed_at, phone_confirmed_at, invited_at, raw_app_meta_data, raw_user_meta_data,
			confirmation_token, recovery_token, email_change, email_change_token_new)
		values ($1, $2, 'authenticated', $3, $4, $5, $6,
			case when $7 then now() end, case when $8 then now() end, case when $9 then now() end, $10, $11,
			'', '', '', '')
		returning *`,
		[
			instanceId,
			id,
			role,
			wanted.email ?? null,
			wanted.phone ?? null,
			wanted.passwordHash ?? '',
			wanted.emailConfirmed ?? false,
			wanted.phoneConfirmed ?? false,
			wanted.invited ?? false,
			appMetadata,
			userMetadata
		]
	);
	if (wanted.identity) {
		await addIdentity(client, id, wanted.identity);
	} else if (wanted.email) {
		const data = {
			...userMetadata,
			sub: id,
			email: wanted.email,
			email_verified: wanted.emailConfirmed ?? false,
			phone_verified: false
		};
		await addIdentity(client, id, { provider: 'email', providerId: id, data });
	}
	return user;
}

/** Ties an account at a provider to a user. */
export async function addIdentity(
	db: Queryable,
	userId: string,
	identity: { provider: string; providerId: string; data: Record<string, unknown> }
): Promise<void> {
	await db.query(
		`insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at)
		values ($1, $2, $3, $4, now())`,
		[identity.providerId, userId, identity.data, identity.provider]
	);
}

/** Marks the address as proven, on the user and on its e-mail identity. */
export async function confirmEmail(client: Queryable, user: UserRow): Promise<UserRow> {
	await client.query(
		`update auth.identities
		set identity_data = identity_data || '{"email_verified": true}', updated_at = now()
		where user_id = $1 and provider = 'email'`,
		[user.id]
	);
	return updateUser(client, user.id, {
		email_confirmed_at: user.email_confirmed_at ?? new Date()
	});
}

/** Sets another password, and forgets every code and link that was mailed before: who changes it may fear who holds one. */
export async function replacePassword(
	client: Queryable,
	user: UserRow,
	passwordHash: string
): Promise<UserRow> {
	await client.query('delete from auth.one_time_tokens where user_id = $1', [user.id]);
	return updateUser(client, user.id, {
		encrypted_password: passwordHash,
		confirmation_token: '',
		recovery_token: '',
		email_change_token_new: '',
		email_change_token_current: '',
		reauthentication_token: ''
	});
}

/** Replaces the address by a proven one, and forgets every code sent to the old one. */
export async function replaceEmail(
	client: Queryable,
	user: UserRow,
	email: string
): Promise<UserRow> {
	await client.query('delete from auth.one_time_tokens where user_id = $1', [user.id]);
	await client.query(
		`update auth.identities
		set identity_data = identity_data || jsonb_build_object('email', $2::text, 'email_verified', true),
			updated_at = now()
		where user_id = $1 and provider = 'email'`,
		[user.id, email]
	);
	try {
		return await updateUser(client, user.id, {
			email,
			email_confirmed_at: user.email_confirmed_at ?? new Date(),
			email_change: '',
			email_change_token_new: '',
			email_change_token_current: '',
			recovery_token: '',
			reauthentication_token: ''
		});
	} catch (error) {
		throw emailTaken(error);
	}
}

/** The refusal for an address someone else has, if that is what `error` says; else `error`. */
export function emailTaken(error: unknown): unknown {
	const { constraint } = error as { constraint?: string };
	if (constraint !== 'users_email_partial_key') return error;
	return new AuthError(
		422,
		'email_exists',
		'A user with this email address has already been registered'
	);
}

/** `{...present, ...changes}`, in which a null takes a key away, as hosted merges metadata. */
export function mergeMetadata(
	present: Record<string, unknown> | null,
	changes: Record<string, unknown>
): Record<string, unknown> {
	const merged = Object.entries({ ...present, ...changes });
	return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

export type UserJson = Record<string, unknown> & { id: string };

/** A user with identities and factors, as supabase-js's `User`. */
export async function describeUser(db: Queryable, user: UserRow): Promise<UserJson> {
	const identities = await db.query<IdentityRow>(
		'select * from auth.identities where user_id = $1 order by created_at, id',
		[user.id]
	);
	const factors = await db.query<FactorRow>(
		'select * from auth.mfa_factors where user_id = $1 order by created_at, id',
		[user.id]
	);
	return userJson(user, identities.rows, factors.rows);
}

export function userJson(user: UserRow, identities: IdentityRow[], factors: FactorRow[]): UserJson {
	return {
		...withoutNulls({
			aud: user.aud,
			role: user.role,
			email: user.email ?? '',
			email_confirmed_at: user.email_confirmed_at,
			invited_at: user.invited_at,
			phone: user.phone ?? '',
			phone_confirmed_at: user.phone_confirmed_at,
			confirmation_sent_at: user.confirmation_sent_at,
			confirmed_at: user.confirmed_at,
			recovery_sent_at: user.recovery_sent_at,
			new_email: user.email_change || null,
			email_change_sent_at: user.email_change_sent_at,
			reauthentication_sent_at: user.reauthentication_sent_at,
			last_sign_in_at: user.last_sign_in_at,
			app_metadata: user.raw_app_meta_data ?? {},
			user_metadata: user.raw_user_meta_data ?? {},
			factors: factors.length > 0 ? factors.map(describeFactor) : null,
			identities: identities.map(describeIdentity),
			created_at: user.created_at,
			updated_at: user.updated_at,
			banned_until: user.banned_until,
			deleted_at: user.deleted_at,
			is_anonymous: user.is_anonymous
		}),
		id: user.id
	};
}

/** A factor as clients see it: never with its secret. */
export function describeFactor(factor: FactorRow): Record<string, unknown> {
	return withoutNulls({
		id: factor.id,
		created_at: factor.created_at,
		updated_at: factor.updated_at,
		status: factor.status,
		friendly_name: factor.friendly_name || null,
		factor_type: factor.factor_type,
		last_challenged_at: factor.last_challenged_at
	});
}

function describeIdentity(identity: IdentityRow): Record<string, unknown> {
	return withoutNulls({
		identity_id: identity.id,
		id: identity.provider_id,
		user_id: identity.user_id,
		identity_data: identity.identity_data,
		provider: identity.provider,
		last_sign_in_at: identity.last_sign_in_at,
		created_at: identity.created_at,
		updated_at: identity.updated_at,
		email: identity.email
	});
}

function withoutNulls(object: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
