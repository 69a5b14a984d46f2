import type { SupabaseClient } from '@supabase/supabase-js';

/** How long after a mailed link the auth service takes a new password without the old one, in seconds. */
const hour = 3600;
/** Ways of signing in that prove nothing about a mailbox, by the names of the claim `amr`. */
const others = ['password', 'totp', 'oauth', 'token_refresh'];

/** Whether the session was opened by a link of a mail, and lately: its owner need not know the old password. */
export async function cameByMail({ auth }: Pick<SupabaseClient, 'auth'>): Promise<boolean> {
	const { data } = await auth.getClaims();
	const proofs = data?.claims.amr ?? [];
	return proofs.some(
		(proof) =>
			typeof proof === 'object' &&
			!others.includes(proof.method) &&
			Date.now() / 1000 - proof.timestamp < hour
	);
}
