import pg from 'pg';
import { AuthError } from './errors.ts';

/** Anything statements can be sent to: the pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

export interface UserRow {
	id: string;
	aud: string;
	role: string;
	email: string | null;
	phone: string | null;
	encrypted_password: string | null;
	email_confirmed_at: Date | null;
	phone_confirmed_at: Date | null;
	confirmed_at: Date | null;
	invited_at: Date | null;
	confirmation_token: string;
	confirmation_sent_at: Date | null;
	recovery_token: string;
	recovery_sent_at: Date | null;
	email_change: string;
	email_change_token_new: string;
	email_change_token_current: string;
	email_change_sent_at: Date | null;
	reauthentication_token: string;
	reauthentication_sent_at: Date | null;
	last_sign_in_at: Date | null;
	raw_app_meta_data: Record<string, unknown> | null;
	raw_user_meta_data: Record<string, unknown> | null;
	created_at: Date;
	updated_at: Date;
	banned_until: Date | null;
	deleted_at: Date | null;
	is_anonymous: boolean;
}

export interface IdentityRow {
	id: string;
	provider_id: string;
	user_id: string;
	identity_data: Record<string, unknown>;
	provider: string;
	email: string | null;
	last_sign_in_at: Date | null;
	created_at: Date;
	updated_at: Date;
}

export interface SessionRow {
	id: string;
	user_id: string;
	created_at: Date;
	/** Written without a time zone; the queries read it as UTC. */
	refreshed_at: Date | null;
	aal: 'aal1' | 'aal2' | 'aal3';
	factor_id: string | null;
	not_after: Date | null;
}

export interface FactorRow {
	id: string;
	user_id: string;
	friendly_name: string | null;
	factor_type: 'totp' | 'webauthn' | 'phone';
	status: 'unverified' | 'verified';
	secret: string | null;
	created_at: Date;
	updated_at: Date;
	last_challenged_at: Date | null;
}

/** The instance every row names; hosted has one per project, and it is always this. */
export const instanceId = '00000000-0000-0000-0000-000000000000';

export const isUuid = (text: unknown): text is string =>
	typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Sends one statement; the first row, or undefined. */
export async function one<Row extends pg.QueryResultRow>(
	db: Queryable,
	sql: string,
	parameters: unknown[] = []
): Promise<Row | undefined> {
	return (await db.query<Row>(sql, parameters)).rows[0];
}

/** For statements that always return a row (`insert … returning`, an update of a locked row). */
export async function only<Row extends pg.QueryResultRow>(
	db: Queryable,
	sql: string,
	parameters: unknown[] = []
): Promise<Row> {
	const row = await one<Row>(db, sql, parameters);
	if (!row) throw new Error('A statement that must return a row returned none');
	return row;
}

/** Commits what `work` did, or rolls it back when it throws — unless the error asks to commit. */
export async function transaction<Result>(
	pool: pg.Pool,
	work: (client: pg.PoolClient) => Promise<Result>
): Promise<Result> {
	const client = await pool.connect();
	let broken: Error | undefined;
	try {
		await client.query('begin');
		try {
			const result = await work(client);
			await client.query('commit');
			return result;
		} catch (error) {
			const commits = error instanceof AuthError && error.commits;
			await client.query(commits ? 'commit' : 'rollback').catch((cause: Error) => {
				// A connection that cannot even roll back must not go back to the pool.
				broken = cause;
			});
			throw error;
		}
	} finally {
		client.release(broken);
	}
}

/** The constraint a statement broke, if that is why it failed. */
export function brokenConstraint(error: unknown): string | undefined {
	return error instanceof pg.DatabaseError ? error.constraint : undefined;
}
