import type pg from 'pg';
import { z } from 'zod';
import { actAs, requireCaller, type Caller } from '../caller.ts';
import { one, transaction, type UserRow } from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { AuthError, notFound, unprocessable, validationFailed } from '../errors.ts';
import { challengeFields, startFlow } from '../flows.ts';
import { evening, read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { writeLetter } from '../letters.ts';
import type { Letter } from '../mailer.ts';
import { verifyNonce } from '../one-time.ts';
import {
	describeUser,
	emailAddress,
	findByEmail,
	findById,
	mergeMetadata,
	metadata,
	replaceEmail,
	replacePassword,
	updateUser
} from '../users.ts';

/** How recent a sign-in makes a nonce unnecessary, in milliseconds. */
const recentSignIn = 24 * 60 * 60 * 1000;

/** Role, `app_metadata` and confirmation are absent on purpose: nobody grants them to themselves. */
const changesBody = z.object({
	email: emailAddress.nullish(),
	password: z.string().nullish(),
	current_password: z.string().nullish(),
	nonce: z.string().nullish(),
	data: metadata.nullish(),
	...challengeFields
});

type Changes = z.output<typeof changesBody>;

/** What signed-in people do with their own account. */
export function accountRoutes(auth: Auth): Routes {
	const linkingDisabled = () => {
		throw notFound('manual_linking_disabled', 'Manual linking is disabled');
	};
	return {
		'GET /user': async (request) => {
			const { user } = await requireCaller(auth, request);
			return { body: await describeUser(auth.pool, user) };
		},
		'PUT /user': (request) => changeAccount(auth, request),
		'GET /reauthenticate': (request) => sendNonce(auth, request),
		'POST /logout': (request) => signOut(auth, request),
		'GET /user/identities/authorize': linkingDisabled,
		'DELETE /user/identities/:identity': linkingDisabled
	};
}

async function changeAccount(auth: Auth, request: AuthRequest): Promise<Reply> {
	const caller = await requireCaller(auth, request);
	const changes = read(changesBody, request.body);
	if (changes.password) auth.passwords.requireStrong(changes.password, caller.user.email);
	const newEmail = changes.email && changes.email !== caller.user.email ? changes.email : undefined;

	const earliest = newEmail ? evening() : undefined;
	const letters: Letter[] = [];
	const body = await transaction(auth.pool, async (client) => {
		await actAs(client, caller);
		let user = (await findById(client, caller.user.id, true)) ?? caller.user;
		if (changes.password || newEmail) await requireSecondFactor(client, caller);
		if (changes.password) {
			user = await changePassword(auth, client, { ...caller, user }, changes, changes.password);
			await note(client, 'user_updated_password', user, request);
		}
		if (changes.data) {
			user = await updateUser(client, user.id, {
				raw_user_meta_data: mergeMetadata(user.raw_user_meta_data, changes.data)
			});
		}
		if (newEmail) {
			const changed = await changeEmail(auth, client, user, newEmail, changes, request);
			user = changed.user;
			letters.push(...changed.letters);
		}
		await note(client, 'user_modified', user, request);
		return describeUser(client, user);
	});
	if (changes.password) auth.mailer.notify('password_changed', caller.user);
	auth.mailer.afterwards(async () => {
		for (const letter of letters) await auth.mailer.send(letter);
	});
	await earliest;
	return { body };
}

/** Whoever enrolled a second factor must have shown it before changing what signs them in. */
async function requireSecondFactor(client: pg.PoolClient, { user, session }: Caller) {
	if (session.aal === 'aal2') return;
	const enrolled = await one(
		client,
		`select from auth.mfa_factors where user_id = $1 and status = 'verified' limit 1`,
		[user.id]
	);
	if (!enrolled) return;
	throw new AuthError(
		401,
		'insufficient_aal',
		'AAL2 session is required to update email or password when MFA is enabled.'
	);
}

async function changePassword(
	auth: Auth,
	client: pg.PoolClient,
	{ user, session }: Caller,
	{ nonce, current_password: current }: Changes,
	password: string
): Promise<UserRow> {
	if (
		auth.settings.email.require_current_password &&
		user.encrypted_password &&
		!(await provedByMail(client, session))
	) {
		if (!current) {
			throw new AuthError(
				400,
				'current_password_required',
				'Current password required when setting new password.'
			);
		}
		// Whoever holds a session only must not try the password here.
		auth.limits.count('code', `password of ${user.id}`);
		if (!(await auth.passwords.matches(current, user.encrypted_password))) {
			throw new AuthError(400, 'current_password_mismatch', 'Current password is wrong.');
		}
	}
	const recent = Date.now() - session.created_at.getTime() < recentSignIn;
	if (auth.settings.email.secure_password_change && !recent) {
		if (!nonce) {
			throw new AuthError(
				400,
				'reauthentication_needed',
				'Password update requires reauthentication'
			);
		}
		if (!(await verifyNonce(auth, client, user, nonce))) {
			throw unprocessable('reauthentication_not_valid', 'Nonce has expired or is invalid');
		}
	}
	if (await auth.passwords.matches(password, user.encrypted_password)) {
		throw unprocessable('same_password', 'New password should be different from the old password.');
	}
	// Whoever else is signed in may be the reason for the change.
	await client.query('delete from auth.sessions where user_id = $1 and id <> $2', [
		user.id,
		session.id
	]);
	return replacePassword(client, user, await auth.passwords.hash(password));
}

/** Whether the session was opened by a link or a code of a mail, and lately: whoever forgot the password has no other way. */
async function provedByMail(client: pg.PoolClient, session: Caller['session']): Promise<boolean> {
	const found = await one(
		client,
		`select from auth.mfa_amr_claims
		where session_id = $1 and authentication_method not in ('password', 'totp', 'oauth', 'token_refresh')
			and updated_at > now() - interval '1 hour'
		limit 1`,
		[session.id]
	);
	return found !== undefined;
}

/**
 * Both mailboxes must agree, unless the project asks the new one only. An address that somebody has is answered like any
 * other and gets no letter, so that the change waits for a link nobody has.
 */
async function changeEmail(
	auth: Auth,
	client: pg.PoolClient,
	user: UserRow,
	email: string,
	changes: Changes,
	request: AuthRequest
): Promise<{ user: UserRow; letters: Letter[] }> {
	if (!auth.settings.email.enable_confirmations) {
		return { user: await replaceEmail(client, user, email), letters: [] };
	}
	const taken = await findByEmail(client, email);
	const pending = await updateUser(client, user.id, {
		email_change: email,
		email_change_token_new: '',
		email_change_token_current: ''
	});
	// What the database refuses sends no letter and counts for none.
	auth.limits.countMail('email_change', user.email ?? email, request.address);
	const flow = await startFlow(client, changes, {
		userId: user.id,
		provider: 'email',
		method: 'email_change'
	});
	const letter = {
		kind: 'email_change',
		linkType: 'email_change',
		redirectTo: request.query.get('redirect_to'),
		pkce: flow !== undefined
	} as const;
	const letters = [
		await writeLetter(auth, client, pending, { ...letter, purpose: 'email_change_new', to: email })
	];
	if (user.email && auth.settings.email.double_confirm_changes) {
		letters.push(
			await writeLetter(auth, client, pending, {
				...letter,
				purpose: 'email_change_current',
				to: user.email
			})
		);
	}
	return {
		user: (await findById(client, user.id)) ?? pending,
		letters: taken ? letters.filter(({ to }) => to !== email) : letters
	};
}

async function sendNonce(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { user } = await requireCaller(auth, request);
	const email = user.email;
	if (!email || !user.email_confirmed_at) {
		throw unprocessable('email_not_confirmed', 'Please verify your email first.');
	}
	auth.limits.countMail('reauthentication', email, request.address);
	const letter = await transaction(auth.pool, async (client) => {
		await note(client, 'user_reauthenticate_requested', user, request);
		return writeLetter(auth, client, user, {
			kind: 'reauthentication',
			purpose: 'reauthentication',
			to: email
		});
	});
	await auth.mailer.send(letter);
	return { body: {} };
}

async function signOut(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { user, session } = await requireCaller(auth, request);
	const scope = request.query.get('scope') ?? 'global';
	const which: Record<string, string> = { global: 'true', local: 'id = $2', others: 'id <> $2' };
	const condition = which[scope];
	if (!condition) throw validationFailed(`Unsupported logout scope "${scope}"`);
	await auth.pool.query(
		`delete from auth.sessions where user_id = $1 and $2::uuid is not null and ${condition}`,
		[user.id, session.id]
	);
	await note(auth.pool, 'logout', user, request, { scope });
	return { status: 204 };
}
