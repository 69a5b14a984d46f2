import type pg from 'pg';
import { z } from 'zod';
import { requireAdmin } from '../caller.ts';
import { transaction, type UserRow } from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { notFound } from '../errors.ts';
import { read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { writeLetter } from '../letters.ts';
import type { MailKind } from '../mailer.ts';
import type { Purpose } from '../one-time.ts';
import {
	createUser,
	describeUser,
	emailAddress,
	emailTaken,
	findByEmail,
	findById,
	metadata,
	updateUser,
	type NewUser
} from '../users.ts';

const inviteBody = z.object({ email: emailAddress, data: metadata.nullish() });

const linkTypes = [
	...(['signup', 'invite', 'magiclink', 'recovery'] as const),
	...(['email_change_current', 'email_change_new'] as const)
];
const linkBody = z.object({
	type: z.enum(linkTypes),
	email: emailAddress,
	new_email: emailAddress.nullish(),
	password: z.string().nullish(),
	data: metadata.nullish(),
	redirect_to: z.string().nullish()
});

type LinkBody = z.output<typeof linkBody>;

/** Invitations, and links an admin hands over by other means than our mail. */
export function adminLinkRoutes(auth: Auth): Routes {
	return {
		'POST /invite': async (request) => {
			requireAdmin(auth, request);
			return invite(auth, request);
		},
		'POST /admin/generate_link': async (request) => {
			requireAdmin(auth, request);
			return generateLink(auth, request);
		}
	};
}

async function invite(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { email, data } = read(inviteBody, request.body);
	const { letter, body } = await transaction(auth.pool, async (client) => {
		const user = await requireUnproven(auth, client, request, {
			email,
			userMetadata: data ?? {},
			invited: true
		});
		await note(client, 'user_invited', user, request);
		return {
			letter: await writeLetter(auth, client, user, {
				kind: 'invite',
				purpose: 'confirmation',
				to: email,
				linkType: 'invite',
				redirectTo: request.query.get('redirect_to')
			}),
			body: await describeUser(client, user)
		};
	});
	await auth.mailer.send(letter);
	return { body };
}

/** What `generateLink` returns: the link and the code of a letter that is not sent. */
async function generateLink(auth: Auth, request: AuthRequest): Promise<Reply> {
	const body = read(linkBody, request.body);
	if (body.type === 'signup') auth.passwords.requireStrong(body.password ?? '');
	return transaction(auth.pool, async (client) => {
		const { user, kind, purpose, linkType } = await prepareLink(auth, client, request, body);
		const letter = await writeLetter(auth, client, user, {
			kind,
			purpose,
			to: purpose === 'email_change_new' ? user.email_change : body.email,
			linkType,
			redirectTo: body.redirect_to ?? request.query.get('redirect_to')
		});
		const fresh = (await findById(client, user.id)) ?? user;
		return {
			body: {
				...(await describeUser(client, fresh)),
				action_link: letter.link,
				email_otp: letter.token,
				hashed_token: letter.tokenHash,
				verification_type: body.type === 'magiclink' ? linkType : body.type,
				redirect_to: letter.redirectTo
			}
		};
	});
}

interface PreparedLink {
	user: UserRow;
	kind: MailKind;
	purpose: Purpose;
	linkType: string;
}

async function prepareLink(
	auth: Auth,
	client: pg.PoolClient,
	request: AuthRequest,
	body: LinkBody
): Promise<PreparedLink> {
	const { type, email } = body;
	const existing = await findByEmail(client, email, true);
	const password = body.password ? await auth.passwords.hash(body.password) : undefined;

	// A magic link for a stranger registers them, as the sign-in form's would.
	if (type === 'signup' || type === 'invite' || (type === 'magiclink' && !existing)) {
		const user = await requireUnproven(auth, client, request, {
			email,
			passwordHash: password,
			userMetadata: body.data ?? {},
			invited: type === 'invite'
		});
		return type === 'invite'
			? { user, kind: 'invite', purpose: 'confirmation', linkType: 'invite' }
			: { user, kind: 'confirmation', purpose: 'confirmation', linkType: 'signup' };
	}
	if (!existing) throw notFound('user_not_found', 'User with this email not found');
	if (type === 'recovery' || type === 'magiclink') {
		const kind = type === 'recovery' ? 'recovery' : 'magic_link';
		return { user: existing, kind, purpose: 'recovery', linkType: type };
	}
	const { new_email: newEmail } = read(z.object({ new_email: emailAddress }), body);
	if (await findByEmail(client, newEmail)) throw emailExists();
	const user = await updateUser(client, existing.id, { email_change: newEmail });
	return { user, kind: 'email_change', purpose: type, linkType: 'email_change' };
}

/** The account of an address nobody has proven yet, made if there is none. */
async function requireUnproven(
	auth: Auth,
	client: pg.PoolClient,
	request: AuthRequest,
	wanted: NewUser & { email: string }
): Promise<UserRow> {
	const existing = await findByEmail(client, wanted.email, true);
	if (existing?.email_confirmed_at) throw emailExists();
	if (!existing) return createUser(client, auth.hooks, wanted, request.address);
	return wanted.invited ? updateUser(client, existing.id, { invited_at: new Date() }) : existing;
}

const emailExists = () => emailTaken({ constraint: 'users_email_partial_key' });
