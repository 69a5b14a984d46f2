import { z } from 'zod';
import { parseDuration } from './duration.ts';

const duration = z.string().transform((text, context) => {
	const parsed = parseDuration(text);
	if (parsed === undefined) {
		context.addIssue({ code: 'custom', message: `"${text}" is no duration such as "10s"` });
	}
	return parsed ?? 0;
});

/** A secret may be written as `env(NAME)`, so that it need not be in the file. */
const secret = z
	.string()
	.transform((text) =>
		text.replace(/^env\((\w+)\)$/, (_, name: string) => process.env[name] ?? '')
	);

const hook = z.object({ enabled: z.boolean().default(true), uri: z.string() }).optional();

const template = z.object({
	subject: z.string(),
	content_path: z.string()
});

const provider = z.object({
	enabled: z.boolean().default(false),
	client_id: secret.default(''),
	secret: secret.default(''),
	/** Issuer of the OpenID Connect provider; its discovery document is read from there. */
	url: secret.default(''),
	redirect_uri: secret.default(''),
	skip_nonce_check: z.boolean().default(false)
});

/**
 * The part of `supabase/config.toml` this service obeys, with the official CLI's defaults. Rate
 * limits default to hosted's. Durations are in milliseconds, `…_expiry` in seconds.
 */
const schema = z.object({
	additional_redirect_urls: z.array(z.string()).default([]),
	jwt_expiry: z.int().positive().default(3600),
	enable_refresh_token_rotation: z.boolean().default(true),
	refresh_token_reuse_interval: z.number().nonnegative().default(10),
	enable_signup: z.boolean().default(true),
	enable_anonymous_sign_ins: z.literal(false).default(false),
	minimum_password_length: z.int().min(6).default(6),
	password_requirements: z
		.enum([
			'',
			'letters_digits',
			'lower_upper_letters_digits',
			'lower_upper_letters_digits_symbols'
		])
		.default(''),
	rate_limit: z
		.object({
			/** Here for each network address: one that anybody could use up would stop registration for all. */
			email_sent: z.int().positive().default(30),
			token_refresh: z.int().positive().default(150),
			sign_in_sign_ups: z.int().positive().default(30),
			token_verifications: z.int().positive().default(30)
		})
		.prefault({}),
	sessions: z
		.object({ timebox: duration.optional(), inactivity_timeout: duration.optional() })
		.prefault({}),
	email: z
		.object({
			enabled: z.boolean().default(true),
			/** Older spelling of switching off registration only. */
			enable_signup: z.boolean().default(true),
			enable_confirmations: z.boolean().default(false),
			double_confirm_changes: z.boolean().default(true),
			secure_password_change: z.boolean().default(false),
			require_current_password: z.boolean().default(false),
			max_frequency: duration.prefault('1s'),
			otp_length: z.int().min(6).max(10).default(6),
			otp_expiry: z.number().positive().default(3600),
			smtp: z
				.object({
					enabled: z.boolean().default(true),
					host: secret,
					port: z.int(),
					user: secret.default(''),
					pass: secret.default(''),
					admin_email: secret,
					sender_name: secret.default('')
				})
				.optional(),
			template: z.record(z.string(), template).default({}),
			notification: z
				.record(z.string(), template.extend({ enabled: z.boolean().default(false) }))
				.default({})
		})
		.prefault({}),
	mfa: z
		.object({
			max_enrolled_factors: z.int().positive().default(10),
			totp: z
				.object({
					enroll_enabled: z.boolean().default(false),
					verify_enabled: z.boolean().default(false)
				})
				.prefault({})
		})
		.prefault({}),
	hook: z
		.object({
			before_user_created: hook,
			custom_access_token: hook,
			password_verification_attempt: hook,
			mfa_verification_attempt: hook
		})
		.prefault({}),
	external: z.record(z.string(), provider).default({})
});

export type AuthSettings = z.output<typeof schema>;
export type ProviderSettings = AuthSettings['external'][string];

/** Reads the table `[auth]`. @throws Error naming each setting that is wrong. */
export function readSettings(config: Record<string, unknown>): AuthSettings {
	const read = schema.safeParse(config.auth ?? {});
	if (!read.success) {
		throw new Error(`supabase/config.toml, [auth]: ${z.prettifyError(read.error)}`);
	}
	return read.data;
}
