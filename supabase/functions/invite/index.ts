import {
	invitationRequestSchema,
	type InvitationState,
	type NewInvitation
} from '../../../src/lib/people/directory/invitation.ts';
import { answerPosted, dataOf, Refused } from '../_shared/answer.ts';
import { callerClient, serviceClient, type Client } from '../_shared/caller.ts';

/*
 * Invites somebody to work here, for an admin whose token comes with the request. The database judges the
 * caller, twice; the body only says what is wanted. The account is made first, because nobody can sign in to
 * it; then all of the person in one transaction; the mail goes last. Whatever breaks in between, the same
 * request again finishes it.
 */
Deno.serve(
	answerPosted(async (body, request) => {
		const wanted = invitationRequestSchema.safeParse(body);
		const caller = callerClient(request);
		if (!wanted.success) {
			throw new Refused({ code: '22023', message: 'The request makes no sense', hint: 'body' });
		}
		return 'resend' in wanted.data
			? resend(caller, wanted.data.resend)
			: invite(caller, wanted.data);
	})
);

interface Account {
	user_id: string | null;
	/** Its owner has followed a link we mailed to the address. */
	proven: boolean;
}

async function invite(caller: Client, wanted: NewInvitation): Promise<InvitationState> {
	const service = serviceClient();
	const asked = { p_email: wanted.email, p_person: wanted.person };
	// Also refuses whoever may not invite, before anything is touched.
	const check = async () =>
		dataOf(await caller.rpc('check_invitation', asked)) as unknown as Account;

	const made = await ensureAccount(service, wanted, await check(), check);
	const answer = await caller.rpc('invite_staff', { ...asked, p_locale: wanted.locale });
	if (answer.error) {
		if (made) await removeUnused(service, made);
		throw new Refused(answer.error);
	}
	const invitation = answer.data;
	const staff_id = invitation.staff_id;
	if (invitation.accepted_at) return { state: 'linked', staff_id };
	if (invitation.sent_at) return { state: 'sent_before', staff_id };
	return send(caller, service, invitation, wanted.person.full_name);
}

/**
 * Sees to an account that nobody but the owner of the address can get into; gives its id if it was made now.
 * An account whose address nobody has proven may have been registered by anybody: its password, which that
 * somebody knows, is thrown away before the account is given any right.
 */
async function ensureAccount(
	service: Client,
	{ email, locale, person }: NewInvitation,
	account: Account,
	check: (() => Promise<Account>) | null
): Promise<string | null> {
	if (account.proven) return null;
	const attributes = {
		// As long as bcrypt reads. Nobody ever learns it.
		password: crypto.randomUUID() + crypto.randomUUID(),
		user_metadata: { full_name: person.full_name, locale }
	};
	if (account.user_id !== null) {
		const { error } = await service.auth.admin.updateUserById(account.user_id, attributes);
		if (error) throw error;
		return null;
	}
	const { data, error } = await service.auth.admin.createUser({ email, ...attributes });
	if (data.user) return data.user.id;
	// Somebody made it at the same moment.
	if (error?.code === 'email_exists' && check) {
		return ensureAccount(service, { email, locale, person }, await check(), null);
	}
	throw error ?? new Error('No account was made');
}

/** Takes back an account made a moment ago, unless somebody's invitation uses it by now. */
async function removeUnused(service: Client, userId: string): Promise<void> {
	const { data } = await service.from('staff').select('id').eq('user_id', userId);
	if (data?.length === 0) await service.auth.admin.deleteUser(userId);
}

async function resend(caller: Client, id: string): Promise<InvitationState> {
	// Row-level security shows invitations to those who may manage them, and to nobody else.
	const invitation = dataOf(
		await caller
			.from('staff_invitations')
			.select('id, email, locale, staff_id, staff(full_name)')
			.eq('id', id)
			.is('accepted_at', null)
			.is('withdrawn_at', null)
			.maybeSingle()
	);
	return send(caller, serviceClient(), invitation, invitation.staff.full_name);
}

async function send(
	caller: Client,
	service: Client,
	invitation: { id: string; email: string; locale: string; staff_id: string },
	fullName: string
): Promise<InvitationState> {
	const { id, email, locale, staff_id } = invitation;
	const { error } = await service.auth.admin.inviteUserByEmail(email, {
		data: { full_name: fullName, locale }
	});
	if (error) {
		console.error(`invitation ${id}: no mail was sent (${error.code ?? error.message})`);
		return { state: 'unsent', staff_id };
	}
	dataOf(await caller.rpc('note_invitation_sent', { p_invitation_id: id }));
	return { state: 'sent', staff_id };
}
