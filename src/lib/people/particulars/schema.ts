import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { parseDay } from '$lib/app/time/days';
import { m } from '$lib/paraglide/messages.js';
import {
	decisions,
	hearings,
	holders,
	identifierKinds,
	mobilities,
	ranks,
	sights,
	statedBy
} from './choices';

const text = (longest: number) => z.string().trim().max(longest).default('');
const written = (longest: number) => z.string().trim().min(1).max(longest);
/** A day, or none. */
const day = z
	.string()
	.trim()
	.default('')
	.refine((given) => given === '' || parseDay(given) !== null, {
		error: () => m.particulars_error_day()
	});
const number = written(60).refine((given) => /[\p{L}\p{N}]/u.test(given), {
	error: () => m.particulars_error_number()
});
const validity = { valid_from: day, valid_until: day };
const endsAfter = {
	path: ['valid_until'],
	error: () => m.particulars_error_validity()
};
const inOrder = ({ valid_from, valid_until }: { valid_from: string; valid_until: string }) =>
	valid_from === '' || valid_until === '' || valid_from <= valid_until;

export const identifierSchema = z
	.object({ kind: z.enum(identifierKinds), issuer: written(120), number, ...validity })
	.refine(inOrder, endsAfter);
export const endIdentifierSchema = z.object({ identifier_id: z.uuid() });

export const policySchema = z
	.object({
		payer_name: written(120),
		payer_code: text(40),
		plan: text(120),
		number,
		rank: z.enum(ranks).default('1').transform(Number),
		holder: z.enum(holders).default('self'),
		holder_name: text(120),
		...validity
	})
	.refine(inOrder, endsAfter)
	.refine(({ holder, holder_name }) => holder === 'self' || holder_name !== '', {
		path: ['holder_name'],
		error: () => m.particulars_error_holder_name()
	});
export const endPolicySchema = z.object({ policy_id: z.uuid(), last_day: day });

export const consentSchema = z.object({
	kind: z.string().min(1),
	decision: z.enum(decisions),
	stated_by: z.enum(statedBy).default('patient'),
	decided_on: day,
	note: text(500),
	document_id: z.union([z.literal(''), z.uuid()]).default('')
});
export const voidConsentSchema = z.object({ consent_id: z.uuid() });

const needFields = {
	interpreter: text(35),
	hearing: z.enum(['', ...hearings]).default(''),
	sight: z.enum(['', ...sights]).default(''),
	mobility: z.enum(['', ...mobilities]).default(''),
	easy_language: ticked,
	note: text(300)
};
/** `version` is the `updated_at` that was read; empty where nobody has said anything. */
export const needsSchema = z.object({ ...needFields, version: text(40) });

const said = z.enum(['', 'given', 'refused']).default('');

/** What a desk takes down of somebody new besides who they are. */
export const alongSchema = z
	.object({
		...needFields,
		payer_name: text(120),
		policy_number: text(60),
		consent_treatment: said,
		consent_data_sharing: said,
		consent_photos: said
	})
	.refine(({ payer_name, policy_number }) => payer_name || !policy_number, {
		path: ['payer_name'],
		error: () => m.particulars_error_payer()
	})
	.refine(({ payer_name, policy_number }) => !payer_name || /[\p{L}\p{N}]/u.test(policy_number), {
		path: ['policy_number'],
		error: () => m.particulars_error_number()
	});
export type AlongForm = z.output<typeof alongSchema>;

export type IdentifierForm = z.output<typeof identifierSchema>;
export type PolicyForm = z.output<typeof policySchema>;
export type ConsentForm = z.output<typeof consentSchema>;
export type NeedsForm = z.output<typeof needsSchema>;
