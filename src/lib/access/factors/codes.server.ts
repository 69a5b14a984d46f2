import type { RequestEvent } from '@sveltejs/kit';
import { Attempts } from '$lib/access/session/attempts.server';
import type { Refusal } from '$lib/app/errors/explain';
import { wrongCode } from './errors';

type Event = Pick<RequestEvent, 'locals' | 'getClientAddress'>;

/**
 * Wrong codes cost time as wrong passwords do, of one account from one address and from anywhere. The auth service's hook
 * counts as well; below hosted's Team plan this is all there is.
 */
const attempts = new Attempts();

/** The apps whose codes are the caller's second factor. */
export async function ownFactors({ locals }: Pick<RequestEvent, 'locals'>) {
	const { data } = await locals.supabase.auth.mfa.listFactors();
	return (data?.totp ?? []).map(({ id, friendly_name, created_at }) => ({
		id,
		name: friendly_name ?? '',
		created_at
	}));
}
export type Factor = Awaited<ReturnType<typeof ownFactors>>[number];

const toWait = (seconds: number): Refusal => ({
	message: `Try again in ${seconds} s.`,
	status: 429
});

/** Shows the auth service a code; the session is whole then, and stepped up. */
export async function showCode(
	event: Event,
	code: string,
	factorId?: string
): Promise<{ error: Refusal | null }> {
	const { auth } = event.locals.supabase;
	const { data } = await auth.getClaims();
	const account = data?.claims.sub ?? '';
	const from = { address: event.getClientAddress() };
	const waiting = attempts.secondsToWait(account, from);
	if (waiting > 0) return { error: toWait(waiting) };

	// Of whoever has several apps it may be any one's.
	const factors = factorId ? [factorId] : (await ownFactors(event)).map(({ id }) => id);
	for (const id of factors) {
		const { error } = await auth.mfa.challengeAndVerify({ factorId: id, code });
		if (!error) {
			attempts.succeeded(account, from);
			return { error };
		}
		if (error.code !== 'mfa_verification_failed') return { error };
	}
	attempts.failed(account, from);
	const seconds = attempts.secondsToWait(account, from);
	return { error: seconds > 0 ? toWait(seconds) : wrongCode };
}
