import { randomUUID } from 'node:crypto';
import * as OTPAuth from 'otpauth';
import { toString as drawQrCode } from 'qrcode';
import { z } from 'zod';
import { actAs, requireCaller } from '../caller.ts';
import {
	brokenConstraint,
	isUuid,
	one,
	only,
	transaction,
	type FactorRow,
	type Queryable,
	type SessionRow
} from '../database.ts';
import { note, type Auth } from '../environment.ts';
import { forbidden, notFound, unprocessable, validationFailed } from '../errors.ts';
import type { Decision } from '../hooks.ts';
import { read, type AuthRequest, type Reply, type Routes } from '../http.ts';
import { addMethod, describeSession, replaceRefreshToken } from '../sessions.ts';

/** How long a challenge can be answered, in milliseconds. */
const challengeLifetime = 5 * 60_000;
/** Codes of the half minute before and after are good as well: clocks differ, people are slow. */
const toleratedSteps = 1;

const enrolBody = z.object({
	factor_type: z.string(),
	friendly_name: z.string().max(100).nullish(),
	issuer: z.string().max(100).nullish()
});
const verifyBody = z.object({ challenge_id: z.string(), code: z.string() });

/** Time-based one-time passwords (TOTP) as the second factor. */
export function factorRoutes(auth: Auth): Routes {
	return {
		'POST /factors': (request) => enrol(auth, request),
		'POST /factors/:factor/challenge': (request) => challenge(auth, request),
		'POST /factors/:factor/verify': (request) => verify(auth, request),
		'DELETE /factors/:factor': (request) => unenrol(auth, request)
	};
}

async function enrol(auth: Auth, request: AuthRequest): Promise<Reply> {
	const caller = await requireCaller(auth, request);
	const { user, session } = caller;
	const { factor_type: type, friendly_name, issuer } = read(enrolBody, request.body);
	if (type !== 'totp') throw validationFailed('factor_type needs to be totp');
	const { max_enrolled_factors: most, totp: offered } = auth.settings.mfa;
	if (!offered.enroll_enabled) {
		throw unprocessable('mfa_totp_enroll_not_enabled', 'MFA enroll is disabled for TOTP');
	}
	const name = friendly_name ?? '';
	const totp = new OTPAuth.TOTP({
		// Authenticator apps split issuer and account at the colon.
		issuer: (issuer || new URL(auth.siteUrl).hostname).replaceAll(':', ' '),
		label: user.email ?? user.id,
		secret: new OTPAuth.Secret({ size: 20 })
	});
	try {
		return await transaction(auth.pool, async (client) => {
			await actAs(client, caller);
			const { rows: factors } = await client.query<FactorRow>(
				'select * from auth.mfa_factors where user_id = $1 for update',
				[user.id]
			);
			if (factors.some(isVerified) && session.aal !== 'aal2') {
				throw forbidden('insufficient_aal', 'AAL2 required to enroll a new factor');
			}
			if (factors.filter(isVerified).length >= most) {
				throw unprocessable(
					'too_many_enrolled_mfa_factors',
					'Maximum number of verified factors reached, unenroll to continue'
				);
			}
			// An enrolment begun and left must not be in the way of the next.
			await client.query(
				`delete from auth.mfa_factors where user_id = $1 and status = 'unverified'
					and created_at < now() - interval '5 minutes'`,
				[user.id]
			);
			const factor = await only<FactorRow>(
				client,
				`insert into auth.mfa_factors
					(id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
				values ($1, $2, $3, 'totp', 'unverified', $4, now(), now()) returning *`,
				[randomUUID(), user.id, name, totp.secret.base32]
			);
			await note(client, 'factor_in_progress', user, request, { factor_id: factor.id });
			const uri = totp.toString();
			return {
				body: {
					id: factor.id,
					type: 'totp',
					friendly_name: name,
					totp: {
						qr_code: await drawQrCode(uri, { type: 'svg' }),
						secret: totp.secret.base32,
						uri
					}
				}
			};
		});
	} catch (error) {
		if (brokenConstraint(error) !== 'mfa_factors_user_friendly_name_unique') throw error;
		throw unprocessable(
			'mfa_factor_name_conflict',
			`A factor with the friendly name "${name}" for this user already exists`
		);
	}
}

async function challenge(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { user } = await requireCaller(auth, request);
	auth.limits.count('factor', user.id);
	return transaction(auth.pool, async (client) => {
		// The column is unique across all factors, hence the clock rather than the transaction's time.
		const factor = await one<FactorRow>(
			client,
			`update auth.mfa_factors set last_challenged_at = clock_timestamp()
			where id = $1 and user_id = $2 returning *`,
			[request.parameters.factor, user.id]
		);
		if (!factor) throw factorNotFound();
		const id = randomUUID();
		await client.query(
			`insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
			values ($1, $2, now(), $3)`,
			[id, factor.id, request.address]
		);
		await note(client, 'challenge_created', user, request, { factor_id: factor.id });
		const expires = Math.floor((Date.now() + challengeLifetime) / 1000);
		return { body: { id, type: 'totp', expires_at: expires } };
	});
}

async function verify(auth: Auth, request: AuthRequest): Promise<Reply> {
	const { user, session } = await requireCaller(auth, request);
	auth.limits.count('factor', user.id);
	const { challenge_id: challengeId, code } = read(verifyBody, request.body);
	if (!auth.settings.mfa.totp.verify_enabled) {
		throw unprocessable('mfa_totp_verify_not_enabled', 'MFA verification is disabled for TOTP');
	}
	return transaction(auth.pool, async (client) => {
		const factor = await one<FactorRow>(
			client,
			'select * from auth.mfa_factors where id = $1 and user_id = $2 for update',
			[request.parameters.factor, user.id]
		);
		if (!factor) throw factorNotFound();
		await requireOpenChallenge(client, factor, challengeId);

		const right = isRightCode(factor, code);
		// Whoever looked over a shoulder has a minute in which the code would be right as well. Hosted takes it again.
		const valid = right && !(await wasUsed(client, factor, code));
		const answer = await auth.hooks.call<Decision>(client, 'mfa_verification_attempt', {
			user_id: user.id,
			factor_id: factor.id,
			factor_type: 'totp',
			valid
		});
		// In both refusals what the hook wrote stands, or it could not count attempts.
		if (answer?.decision === 'reject') {
			await client.query('delete from auth.sessions where user_id = $1', [user.id]);
			throw forbidden(
				'mfa_verification_rejected',
				answer.message ?? 'Further MFA verification attempts will be rejected.'
			).committing();
		}
		if (!valid) {
			throw unprocessable('mfa_verification_failed', 'Invalid TOTP code entered').committing();
		}

		await client.query(
			'update auth.mfa_challenges set verified_at = now(), otp_code = $2 where id = $1',
			[challengeId, code]
		);
		const raised = await raiseSession(client, session, factor);
		const refreshToken = await replaceRefreshToken(client, raised);
		await note(client, 'verification_attempted', user, request, { factor_id: factor.id });
		return { body: await describeSession(auth, client, user, raised, refreshToken, 'totp') };
	});
}

/** Whether a code has been taken before, while it was right. The factor is locked: of two who send it at once the second waits. */
async function wasUsed(client: Queryable, factor: FactorRow, code: string): Promise<boolean> {
	const used = await one(
		client,
		`select 1 from auth.mfa_challenges where factor_id = $1 and otp_code = $2
			and verified_at > now() - make_interval(secs => $3)`,
		[factor.id, code, (2 * toleratedSteps + 1) * 30]
	);
	return used !== undefined;
}

/** @throws AuthError when the challenge is another factor's, was answered already, or is too old. */
async function requireOpenChallenge(
	client: Queryable,
	factor: FactorRow,
	challengeId: string
): Promise<void> {
	const open = isUuid(challengeId)
		? await one<{ created_at: Date }>(
				client,
				`select created_at from auth.mfa_challenges
				where id = $1 and factor_id = $2 and verified_at is null for update`,
				[challengeId, factor.id]
			)
		: undefined;
	if (!open) {
		throw unprocessable(
			'mfa_factor_not_found',
			'MFA factor with the provided challenge ID not found'
		);
	}
	if (Date.now() - open.created_at.getTime() > challengeLifetime) {
		throw unprocessable(
			'mfa_challenge_expired',
			`MFA challenge ${challengeId} has expired, verify against another challenge or create a new challenge.`
		);
	}
}

/** Raises the session to the second level. A factor's first right code also verifies the factor. */
async function raiseSession(
	client: Queryable,
	session: SessionRow,
	factor: FactorRow
): Promise<SessionRow> {
	await addMethod(client, session.id, 'totp');
	const raised = await only<SessionRow>(
		client,
		`update auth.sessions set aal = 'aal2', factor_id = $2, updated_at = now()
		where id = $1 returning *`,
		[session.id, factor.id]
	);
	if (isVerified(factor)) return raised;

	await client.query(
		`update auth.mfa_factors set status = 'verified', updated_at = now() where id = $1`,
		[factor.id]
	);
	// From now on a password alone must not be enough anywhere.
	await client.query(`delete from auth.sessions where user_id = $1 and aal < 'aal2'`, [
		session.user_id
	]);
	await client.query(`delete from auth.mfa_factors where user_id = $1 and status = 'unverified'`, [
		session.user_id
	]);
	return raised;
}

async function unenrol(auth: Auth, request: AuthRequest): Promise<Reply> {
	const caller = await requireCaller(auth, request);
	const { user, session } = caller;
	return transaction(auth.pool, async (client) => {
		await actAs(client, caller);
		const factor = await one<FactorRow>(
			client,
			'select * from auth.mfa_factors where id = $1 and user_id = $2 for update',
			[request.parameters.factor, user.id]
		);
		if (!factor) throw factorNotFound();
		if (isVerified(factor) && session.aal !== 'aal2') {
			throw unprocessable('insufficient_aal', 'AAL2 required to unenroll verified factor');
		}
		await removeFactor(client, factor);
		await note(client, 'factor_unenrolled', user, request, { factor_id: factor.id });
		return { body: { id: factor.id } };
	});
}

/** Deletes a factor; sessions it had raised fall back to the first level. */
export async function removeFactor(client: Queryable, factor: FactorRow): Promise<void> {
	await client.query('delete from auth.mfa_factors where id = $1', [factor.id]);
	await client.query(
		`update auth.sessions set aal = 'aal1', factor_id = null, updated_at = now()
		where factor_id = $1`,
		[factor.id]
	);
}

export const factorNotFound = () => notFound('mfa_factor_not_found', 'Factor not found');

const isVerified = (factor: FactorRow) => factor.status === 'verified';

function isRightCode(factor: FactorRow, code: string): boolean {
	if (!factor.secret || !/^\d{6}$/.test(code)) return false;
	const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(factor.secret) });
	return totp.validate({ token: code, window: toleratedSteps }) !== null;
}
