import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { isUuid, one, only, type Queryable } from './database.ts';
import { AuthError, notFound, unprocessable, validationFailed } from './errors.ts';

/** How long a code may wait to be exchanged, in milliseconds. */
const codeLifetime = 5 * 60_000;

/** What a client that keeps a PKCE verifier sends along with a request. */
export const challengeFields = {
	code_challenge: z.string().nullish(),
	code_challenge_method: z.string().nullish()
};

export interface Challenge {
	code_challenge?: string | null | undefined;
	code_challenge_method?: string | null | undefined;
}

interface FlowRow {
	id: string;
	user_id: string | null;
	auth_code: string;
	code_challenge: string;
	code_challenge_method: 's256' | 'plain';
	authentication_method: string;
	auth_code_issued_at: Date | null;
	created_at: Date;
}

/**
 * Remembers a client's PKCE challenge. Undefined when it sent none, and then tokens travel in the
 * fragment of the link instead of a code in its query.
 *
 * @returns the flow's id.
 */
export async function startFlow(
	client: Queryable,
	challenge: Challenge,
	flow: { userId?: string; provider: string; method: string }
): Promise<string | undefined> {
	if (!challenge.code_challenge) return undefined;
	const method = challenge.code_challenge_method?.toLowerCase();
	if (method !== 's256' && method !== 'plain') {
		throw validationFailed('code challenge method must be s256 or plain');
	}
	if (!/^[\w~.-]{43,128}$/.test(challenge.code_challenge)) {
		throw validationFailed('code challenge must have 43 to 128 unreserved characters');
	}
	// Of two links asked for, the later one is the one that will be opened.
	if (flow.userId) {
		await client.query('delete from auth.flow_state where user_id = $1', [flow.userId]);
	}
	const { id } = await only<{ id: string }>(
		client,
		`insert into auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge,
			provider_type, authentication_method)
		values ($1, $2, $3, $4, $5, $6, $7) returning id`,
		[
			randomUUID(),
			flow.userId ?? null,
			randomUUID(),
			method,
			challenge.code_challenge,
			flow.provider,
			flow.method
		]
	);
	return id;
}

/** Gives out the code of a flow, once its link was opened or its provider answered. */
export async function issueCode(
	client: Queryable,
	flow: { userId: string; id?: string }
): Promise<string> {
	const row = await one<FlowRow>(
		client,
		`update auth.flow_state set auth_code_issued_at = now(), user_id = $1, updated_at = now()
		where case when $2::uuid is null then user_id = $1 else id = $2 end returning *`,
		[flow.userId, flow.id ?? null]
	);
	if (!row) throw flowNotFound();
	return row.auth_code;
}

/**
 * Trades a code and the client's verifier for the person who proved themselves. A code is good
 * once, whether or not the verifier fits.
 */
export async function redeemCode(
	client: Queryable,
	code: string,
	verifier: string
): Promise<{ userId: string; method: string }> {
	if (!isUuid(code)) throw flowNotFound();
	const flow = await one<FlowRow>(
		client,
		`delete from auth.flow_state
		where auth_code = $1 and auth_code_issued_at is not null and user_id is not null returning *`,
		[code]
	);
	if (!flow?.user_id) throw flowNotFound();
	const issued = flow.auth_code_issued_at ?? flow.created_at;
	if (Date.now() - issued.getTime() > codeLifetime) {
		throw unprocessable(
			'flow_state_expired',
			'invalid flow state, flow state has expired'
		).committing();
	}
	const proof =
		flow.code_challenge_method === 's256'
			? createHash('sha256').update(verifier).digest('base64url')
			: verifier;
	const given = Buffer.from(proof);
	const wanted = Buffer.from(flow.code_challenge);
	if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
		throw new AuthError(
			400,
			'bad_code_verifier',
			'code challenge does not match previously saved code verifier'
		).committing();
	}
	return { userId: flow.user_id, method: flow.authentication_method };
}

const flowNotFound = () =>
	notFound('flow_state_not_found', 'invalid flow state, no valid flow state found');
