import type pg from 'pg';
import { z } from 'zod';
import { requireAdmin } from '../caller.ts';
import { only, transaction, type FactorRow, type UserRow } from '../database.ts';
import { parseDuration } from '../duration.ts';
import { note, type Auth } from '../environment.ts';
import { notFound, validationFailed } from '../errors.ts';
import { read, type AuthRequest, type Handler, type Reply, type Routes } from '../http.ts';
import {
	createUser,
	describeFactor,
	describeUser,
	emailAddress,
	emailTaken,
	findById,
	mergeMetadata,
	metadata,
	replacePassword,
	updateUser
} from '../users.ts';
import { factorNotFound, removeFactor } from './factors.ts';

const mostPerPage = 1000;

const attributes = z.object({
	email: emailAddress.nullish(),
	phone: z.string().nullish(),
	password: z.string().nullish(),
	email_confirm: z.boolean().nullish(),
	phone_confirm: z.boolean().nullish(),
	user_metadata: metadata.nullish(),
	app_metadata: metadata.nullish(),
	ban_duration: z.string().nullish(),
	role: z.string().nullish()
});
const newUser = attributes.extend({
	id: z.uuid().nullish(),
	password_hash: z.string().startsWith('$2', 'must be a bcrypt hash').nullish()
});

/** Users managed with the secret key. */
export function adminUserRoutes(auth: Auth): Routes {
	const asAdmin =
		(handler: (auth: Auth, request: AuthRequest) => Promise<Reply>): Handler =>
		(request) => {
			requireAdmin(auth, request);
			return handler(auth, request);
		};
	return {
		'GET /admin/users': asAdmin(list),
		'POST /admin/users': asAdmin(create),
		'GET /admin/users/:user': asAdmin(async ({ pool }, request) => ({
			body: await describeUser(pool, await requireUser(pool, request))
		})),
		'PUT /admin/users/:user': asAdmin(update),
		'DELETE /admin/users/:user': asAdmin(remove),
		'GET /admin/users/:user/factors': asAdmin(async ({ pool }, request) => ({
			body: (await factorsOf(pool, await requireUser(pool, request))).map(describeFactor)
		})),
		'DELETE /admin/users/:user/factors/:factor': asAdmin(deleteFactor)
	};
}

/** A whole number, or 0 if none is given. @throws AuthError where it is neither, as on hosted. */
function pagination(text: string | null): number {
	if (text === null || text === '') return 0;
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw validationFailed(
		`Bad Pagination Parameters: ${JSON.stringify(text)} is no number of a page`
	);
}

async function list({ pool }: Auth, { query }: AuthRequest): Promise<Reply> {
	const page = pagination(query.get('page')) || 1;
	const perPage = Math.min(mostPerPage, pagination(query.get('per_page')) || 50);
	const { total } = await only<{ total: number }>(
		pool,
		'select count(*)::int as total from auth.users'
	);
	const { rows } = await pool.query<UserRow>(
		'select * from auth.users order by created_at desc, id limit $1 offset $2',
		[perPage, (page - 1) * perPage]
	);
	const last = Math.max(1, Math.ceil(total / perPage));
	// supabase-js reads the page from the first parameter.
	const link = (to: number, rel: string) =>
		`</admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`;
	const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')];
	return {
		headers: { 'x-total-count': String(total), link: links.join(', ') },
		body: {
			users: await Promise.all(rows.map((user) => describeUser(pool, user))),
			aud: 'authenticated'
		}
	};
}

async function create(auth: Auth, request: AuthRequest): Promise<Reply> {
	const body = read(newUser, request.body);
	if (!body.email && !body.phone) {
		throw validationFailed('Cannot create a user without either an email or phone');
	}
	const bannedUntil = readBan(body.ban_duration);
	if (body.password) auth.passwords.requireStrong(body.password, body.email);
	const hash = body.password ? await auth.passwords.hash(body.password) : body.password_hash;
	return reportingTaken(() =>
		transaction(auth.pool, async (client) => {
			const created = await createUser(
				client,
				auth.hooks,
				{
					id: body.id ?? undefined,
					email: body.email ?? undefined,
					phone: body.phone ?? undefined,
					passwordHash: hash ?? undefined,
					userMetadata: body.user_metadata ?? undefined,
					appMetadata: body.app_metadata ?? undefined,
					role: body.role ?? undefined,
					emailConfirmed: body.email_confirm ?? false,
					phoneConfirmed: body.phone_confirm ?? false
				},
				request.address
			);
			const user = bannedUntil
				? await updateUser(client, created.id, { banned_until: bannedUntil })
				: created;
			await note(client, 'user_signedup', user, request, { by: 'admin' });
			return { body: await describeUser(client, user) };
		})
	);
}

async function update(auth: Auth, request: AuthRequest): Promise<Reply> {
	const body = read(attributes, request.body);
	const bannedUntil = readBan(body.ban_duration);
	if (body.password) auth.passwords.requireStrong(body.password);
	const hash = body.password ? await auth.passwords.hash(body.password) : undefined;
	return reportingTaken(() =>
		transaction(auth.pool, async (client) => {
			let user = await requireUser(client, request, true);
			if (hash) user = await replacePassword(client, user, hash);
			const changed = await updateUser(client, user.id, {
				...(body.email ? { email: body.email } : {}),
				...(body.phone ? { phone: body.phone } : {}),
				...(body.role ? { role: body.role } : {}),
				...(body.email_confirm && !user.email_confirmed_at
					? { email_confirmed_at: new Date() }
					: {}),
				...(body.phone_confirm && !user.phone_confirmed_at
					? { phone_confirmed_at: new Date() }
					: {}),
				...(body.user_metadata
					? { raw_user_meta_data: mergeMetadata(user.raw_user_meta_data, body.user_metadata) }
					: {}),
				...(body.app_metadata
					? { raw_app_meta_data: mergeMetadata(user.raw_app_meta_data, body.app_metadata) }
					: {}),
				...(bannedUntil !== undefined ? { banned_until: bannedUntil } : {})
			});
			if (body.email) {
				await client.query(
					`update auth.identities
					set identity_data = identity_data || jsonb_build_object('email', $2::text)
					where user_id = $1 and provider = 'email'`,
					[user.id, body.email]
				);
			}
			await note(client, 'user_modified', changed, request, { by: 'admin' });
			return { body: await describeUser(client, changed) };
		})
	);
}

/** Soft deletion keeps the row for what points at it, and nothing that names the person. */
async function remove(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { should_soft_delete: soft } = read(
		z.object({ should_soft_delete: z.boolean().nullish() }),
		request.body
	);
	return transaction(auth.pool, async (client) => {
		const user = await requireUser(client, request, true);
		if (soft) {
			await client.query('delete from auth.sessions where user_id = $1', [user.id]);
			await client.query('delete from auth.identities where user_id = $1', [user.id]);
			await client.query('delete from auth.one_time_tokens where user_id = $1', [user.id]);
			await client.query(
				`update auth.users set deleted_at = now(), updated_at = now(),
					email = encode(sha256(convert_to(email, 'utf8')), 'hex'),
					phone = encode(sha256(convert_to(phone, 'utf8')), 'hex'),
					encrypted_password = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}'
				where id = $1`,
				[user.id]
			);
		} else {
			await client.query('delete from auth.users where id = $1', [user.id]);
		}
		await note(client, 'user_deleted', user, request);
		return { body: {} };
	});
}

async function deleteFactor(auth: Auth, request: AuthRequest): Promise<Reply> {
	return transaction(auth.pool, async (client) => {
		const user = await requireUser(client, request);
		const factors = await factorsOf(client, user);
		const factor = factors.find(({ id }) => id === request.parameters.factor);
		if (!factor) throw factorNotFound();
		await removeFactor(client, factor);
		await note(client, 'factor_deleted', user, request, { factor_id: factor.id });
		return { body: describeFactor(factor) };
	});
}

async function requireUser(
	db: pg.Pool | pg.PoolClient,
	{ parameters }: AuthRequest,
	lock = false
): Promise<UserRow> {
	const user = await findById(db, parameters.user ?? '', lock);
	if (!user) throw notFound('user_not_found', 'User not found');
	return user;
}

async function factorsOf(db: pg.Pool | pg.PoolClient, user: UserRow): Promise<FactorRow[]> {
	const sql = 'select * from auth.mfa_factors where user_id = $1 order by created_at, id';
	return (await db.query<FactorRow>(sql, [user.id])).rows;
}

/** `"24h"` bans from now on, `"none"` lifts a ban, nothing leaves it as it is. */
function readBan(duration: string | null | undefined): Date | null | undefined {
	if (!duration) return undefined;
	if (duration === 'none') return null;
	const milliseconds = parseDuration(duration);
	if (milliseconds === undefined) throw validationFailed('invalid format for ban duration');
	return new Date(Date.now() + milliseconds);
}

async function reportingTaken<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw emailTaken(error);
	}
}
