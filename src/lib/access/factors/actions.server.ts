import type { RequestEvent } from '@sveltejs/kit';
import { toString as draw } from 'qrcode';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { safeNext } from '$lib/app/server/next';
import { ownFactors, showCode } from './codes.server';
import { explainFactor, wrongPassword, wrongRecoveryCode } from './errors';
import { codeSchema, confirmSchema, enrolSchema, recoverySchema, verifySchema } from './schema';

/* All of the caller alone: the auth service and the database go by the session. */

/** After the password, or whenever somebody has to prove again that it is they. */
export const enterCode = (event: RequestEvent) =>
	perform(event, {
		schema: codeSchema,
		explain: explainFactor,
		run: ({ code }) => showCode(event, code),
		next: (_, { next }) => safeNext(next)
	});

export const enterRecoveryCode = (event: RequestEvent) =>
	perform(event, {
		schema: recoverySchema,
		explain: explainFactor,
		async run({ recovery_code }) {
			const { data, error } = await event.locals.supabase.rpc('use_recovery_code', {
				p_code: recovery_code
			});
			return { error: error ?? (data ? null : wrongRecoveryCode) };
		},
		next: (_, { next }) => safeNext(next)
	});

export const confirmPassword = (event: RequestEvent) =>
	perform(event, {
		schema: confirmSchema.extend({ next: z.string().default('/') }),
		explain: explainFactor,
		async run({ password }) {
			const { data, error } = await event.locals.supabase.rpc('confirm_password', {
				p_password: password
			});
			return { error: error ?? (data ? null : wrongPassword) };
		},
		next: (_, { next }) => safeNext(next)
	});

/** What an app is told of a factor that is being enrolled: as a picture, and as text. */
async function enrolling(id: string, uri: string) {
	return {
		id,
		uri,
		secret: new URL(uri).searchParams.get('secret') ?? '',
		picture: `data:image/svg+xml;utf8,${encodeURIComponent(await draw(uri, { type: 'svg', margin: 2 }))}`
	};
}
export type Enrolling = Awaited<ReturnType<typeof enrolling>>;

export const enrol = (event: RequestEvent, hospital: string) =>
	perform(event, {
		schema: enrolSchema,
		explain: explainFactor,
		async run({ name }) {
			// Hosted's auth service refuses without words for it.
			const proved = await event.locals.supabase.rpc('require_step_up');
			if (proved.error) return proved;
			const { mfa } = event.locals.supabase.auth;
			// What was begun and left must not be in the way.
			const { data: known } = await mfa.listFactors();
			const begun = known?.all.filter(({ status }) => status === 'unverified') ?? [];
			await Promise.all(begun.map(({ id }) => mfa.unenroll({ factorId: id })));
			return mfa.enroll({ factorType: 'totp', friendlyName: name, issuer: hospital });
		},
		next: async ({ data }) => ({ enrolling: await enrolling(data.id, data.totp.uri) })
	});

/** The first right code makes a factor good. With the first factor come recovery codes, shown this once. */
export const verify = (event: RequestEvent) =>
	perform(event, {
		schema: verifySchema,
		explain: explainFactor,
		run: ({ code, factor_id }) => showCode(event, code, factor_id),
		async next() {
			const { data: left } = await event.locals.supabase.rpc('recovery_codes_left');
			if (left) return resolve('/two-factor');
			const { data: codes } = await event.locals.supabase
				.rpc('renew_recovery_codes')
				.throwOnError();
			return { codes };
		},
		amend: async (refused, _, { factor_id, uri }) => ({
			...refused,
			enrolling: await enrolling(factor_id, uri)
		})
	});

export const removeFactor = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({ factor_id: z.uuid() }),
		explain: explainFactor,
		run: ({ factor_id }) => event.locals.supabase.rpc('remove_factor', { p_factor_id: factor_id }),
		async next() {
			// The token still says what the session has shown before.
			if ((await ownFactors(event)).length === 0) await event.locals.supabase.auth.refreshSession();
			return resolve('/two-factor');
		}
	});

export const renewCodes = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({}),
		explain: explainFactor,
		run: () => event.locals.supabase.rpc('renew_recovery_codes'),
		next: ({ data }) => ({ codes: data })
	});

export const requireOfRole = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({ role_id: z.string(), required: z.enum(['yes', 'no']) }),
		explain: explainFactor,
		run: ({ role_id, required }) =>
			event.locals.supabase.rpc('require_second_factor', {
				p_role_id: role_id,
				p_required: required === 'yes'
			})
	});

/** Of somebody who has lost the app and the recovery codes. */
export const resetFactors = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({ user_id: z.uuid() }),
		explain: explainFactor,
		run: ({ user_id }) => event.locals.supabase.rpc('reset_factors', { p_user_id: user_id })
	});
