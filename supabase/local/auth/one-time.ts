import { createHash, randomInt, randomUUID } from 'node:crypto';
import { one, type Queryable, type UserRow } from './database.ts';
import type { Auth } from './environment.ts';
import { forbidden, validationFailed } from './errors.ts';
import { confirmEmail, isBanned, replaceEmail, updateUser } from './users.ts';

/** What a code or link was sent for, each with the columns that hold it. */
const purposes = {
	confirmation: { token: 'confirmation_token', sent: 'confirmation_sent_at' },
	recovery: { token: 'recovery_token', sent: 'recovery_sent_at' },
	email_change_new: { token: 'email_change_token_new', sent: 'email_change_sent_at' },
	email_change_current: { token: 'email_change_token_current', sent: 'email_change_sent_at' },
	reauthentication: { token: 'reauthentication_token', sent: 'reauthentication_sent_at' }
} as const;

export type Purpose = keyof typeof purposes;

/** Which codes each `type` of a verification may be. */
const purposesOfType: Record<string, Purpose[]> = {
	signup: ['confirmation'],
	invite: ['confirmation'],
	recovery: ['recovery'],
	magiclink: ['recovery', 'confirmation'],
	email: ['confirmation', 'recovery'],
	email_change: ['email_change_new', 'email_change_current']
};

/** Marks a link whose client waits for a code to exchange. */
const pkcePrefix = 'pkce_';

/** What a client presents to prove that it read a mail. */
export type Proof =
	{ type: string; tokenHash: string } | { type: string; email: string; code: string };

/** Whoever proved it; `halfway` when a change of address awaits the other mailbox. */
export interface Verified {
	user: UserRow;
	pkce: boolean;
	halfway: boolean;
}

/** Only a hash is stored, salted by the address: reading the table gives nobody's code away. */
const hashCode = (email: string, code: string) =>
	createHash('sha224')
		.update(email + code)
		.digest('hex');

/** Makes a code for one purpose; an earlier one for the same purpose is void from then on. */
export async function issueOneTimeCode(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	purpose: Purpose,
	email: string,
	pkce: boolean
): Promise<{ token: string; tokenHash: string }> {
	const length = auth.settings.email.otp_length;
	const token = String(randomInt(10 ** length)).padStart(length, '0');
	const tokenHash = (pkce ? pkcePrefix : '') + hashCode(email, token);
	const columns = purposes[purpose];
	await updateUser(client, user.id, { [columns.token]: tokenHash, [columns.sent]: new Date() });
	await client.query(
		`insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
		values ($1, $2, $3, $4, $5)
		on conflict (user_id, token_type) do update
		set token_hash = excluded.token_hash, relates_to = excluded.relates_to,
			created_at = now(), updated_at = now()`,
		[randomUUID(), user.id, columns.token, tokenHash, email]
	);
	return { token, tokenHash };
}

/**
 * Checks a code or a link and uses it up.
 *
 * @throws AuthError 403 `otp_expired` when it is wrong, used or too old (one answer for all
 * three, so that nothing can be learnt by trying).
 */
export async function verifyProof(auth: Auth, client: Queryable, proof: Proof): Promise<Verified> {
	const allowed = purposesOfType[proof.type];
	if (!allowed) throw validationFailed('Verify requires a verification type');
	const byLink = 'tokenHash' in proof;
	const refused = () =>
		forbidden(
			'otp_expired',
			byLink ? 'Email link is invalid or has expired' : 'Token has expired or is invalid'
		);

	const hash = byLink ? proof.tokenHash : hashCode(proof.email, proof.code);
	const found = await one<UserRow & { token_type: string }>(
		client,
		`select account.*, token.token_type
		from auth.one_time_tokens as token
		join auth.users as account on account.id = token.user_id
		where token.token_hash = any ($1) and token.token_type::text = any ($2)
			and account.deleted_at is null
		for update of account, token`,
		[byLink ? [hash] : [hash, pkcePrefix + hash], allowed.map((purpose) => purposes[purpose].token)]
	);
	if (!found) throw refused();
	const { token_type: column, ...user } = found;
	const purpose = allowed.find((each) => purposes[each].token === column);
	if (!purpose) throw refused();
	if (isBanned(user)) throw forbidden('user_banned', 'User is banned');
	if (!isFresh(auth, user[purposes[purpose].sent])) throw refused();

	const pkce = user[purposes[purpose].token].startsWith(pkcePrefix);
	const consumed = await consume(client, user, purpose);
	if (proof.type !== 'email_change') {
		return { user: await confirmEmail(client, consumed), pkce, halfway: false };
	}
	const other = purpose === 'email_change_new' ? 'email_change_current' : 'email_change_new';
	if (consumed[purposes[other].token]) return { user: consumed, pkce, halfway: true };
	return { user: await replaceEmail(client, consumed, user.email_change), pkce, halfway: false };
}

/** Checks the nonce of a reauthentication mail and uses it up. */
export async function verifyNonce(
	auth: Auth,
	client: Queryable,
	user: UserRow,
	nonce: string
): Promise<boolean> {
	const fresh = isFresh(auth, user.reauthentication_sent_at);
	if (!fresh || user.reauthentication_token !== hashCode(user.email ?? '', nonce)) return false;
	await consume(client, user, 'reauthentication');
	return true;
}

function isFresh(auth: Auth, sent: Date | null): boolean {
	return sent !== null && Date.now() - sent.getTime() <= auth.settings.email.otp_expiry * 1000;
}

async function consume(client: Queryable, user: UserRow, purpose: Purpose): Promise<UserRow> {
	const { token } = purposes[purpose];
	await client.query('delete from auth.one_time_tokens where user_id = $1 and token_type = $2', [
		user.id,
		token
	]);
	return updateUser(client, user.id, { [token]: '' });
}
