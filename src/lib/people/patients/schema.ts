import { z } from 'zod';
import type { Refused } from '$lib/app/forms/refused';
import { ticked } from '$lib/app/forms/schema';
import { wallClockTime } from '$lib/app/time/schema';
import { m } from '$lib/paraglide/messages.js';
import { linkRelationships, relationships, sexes } from './codes';

const optional = (max: number) =>
	z
		.string()
		.trim()
		.max(max, { error: () => m.patients_error_long() })
		.default('');

/* Many people have one name, of which nobody can say whether it is given or of the family: either is enough. */
const names = { given_name: optional(100), family_name: optional(100) };
type Names = Record<keyof typeof names, string>;
const isNamed = (person: Names) => person.given_name !== '' || person.family_name !== '';
const unnamed = {
	path: ['given_name'],
	error: () => m.patients_error_name(),
	// Said with whatever else is wrong.
	when: () => true
};

/* The database's own bound: nobody alive was born before it. */
const earliestBirth = '1880-01-01';

export const birthDate = z.iso
	.date({ error: () => m.patients_error_birth_date() })
	.refine((day) => day >= earliestBirth, { error: () => m.patients_error_birth_date_early() })
	// A day ahead of UTC is today already for part of the world; the database decides for its zone.
	.refine((day) => day <= new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), {
		error: () => m.patients_error_birth_date_late()
	});

/* Empty at first, so that nobody is registered as whatever happens to stand first in the list. */
const sex = z
	.enum(['', ...sexes])
	.default('')
	.refine((value) => value !== '', { error: () => m.patients_error_sex() });

const phone = z
	.string()
	.trim()
	.regex(/^(\+?\d[\d ()./-]{3,29})?$/, { error: () => m.patients_error_phone() })
	.default('');

const email = z
	.union([z.literal(''), z.email()], { error: () => m.patients_error_email() })
	.default('');

const country = z
	.string()
	.trim()
	.toUpperCase()
	.regex(/^([A-Z]{2})?$/, { error: () => m.patients_error_country() })
	.default('');

/** How somebody is reached, and where they live. */
export const reachFields = {
	phone,
	email,
	address_line: optional(200),
	city: optional(100),
	postal_code: optional(20),
	country
};

/** What a person tells about themselves when they make their own record. */
export const ownRecordSchema = z
	.object({ ...names, birth_date: birthDate, sex, phone })
	.refine(isNamed, unnamed);

/** What a reception desk takes down. The next of kin is left out, or has a name and a telephone. */
export const registrationSchema = z
	.object({
		...names,
		birth_date: birthDate,
		sex,
		...reachFields,
		preferred_language: z.enum(['', 'en', 'es']).default(''),
		kin_name: optional(120),
		kin_relationship: z.enum(['', ...relationships]).default(''),
		kin_phone: phone,
		/** Those who may be the same person were looked at, and are not. */
		looked_at: ticked
	})
	.refine(isNamed, unnamed)
	.refine((person) => person.kin_name || !(person.kin_phone || person.kin_relationship), {
		path: ['kin_name'],
		error: () => m.patients_error_kin_name()
	})
	.refine((person) => person.kin_phone || !(person.kin_name || person.kin_relationship), {
		path: ['kin_phone'],
		error: () => m.patients_error_kin_phone()
	});

/** What a desk corrects; whoever has not seen the latest version is told so. */
export const patientSchema = z
	.object({
		updated_at: z.string(),
		...names,
		birth_date: birthDate,
		sex,
		...reachFields,
		// Free in the database: a language that is neither of the app's stays as it is.
		preferred_language: optional(35)
	})
	.refine(isNamed, unnamed);

const kinName = optional(120).refine((given) => given !== '', {
	error: () => m.patients_error_kin_name()
});

/** Somebody to call. */
export const contactSchema = z.object({
	name: kinName,
	relationship: z.enum(['', ...relationships]).default(''),
	phone: phone.refine((given) => given !== '', { error: () => m.patients_error_kin_phone() })
});

const linkRelationship = z
	.enum(['', ...linkRelationships])
	.default('')
	.refine((given) => given !== '', { error: () => m.patients_error_relationship() });

const shown = optional(80).refine((given) => given !== '', {
	error: () => m.patients_error_document()
});

/** For whom a code is made, and whether it is sent instead of shown. */
export const linkCodeSchema = z.object({ relationship: linkRelationship, send: ticked });

/** An account whose owner stands at the desk and has shown a document. */
export const linkAccountSchema = z.object({
	email: z.email({ error: () => m.patients_error_email() }).default(''),
	relationship: linkRelationship,
	document: shown
});

export const archiveSchema = z.object({
	updated_at: z.string(),
	reason: optional(300).refine((given) => given !== '', { error: () => m.patients_error_reason() })
});

/** When a patient died, by the hospital's clock. */
export const deathSchema = z.object({
	updated_at: z.string(),
	deceased_at: wallClockTime(() => m.patients_error_deceased_at())
});

/** What reception decides about a registration that fits a record. */
export const matchSchema = z.object({ request_id: z.uuid(), document: shown });

/** Somebody who may be the person about to be registered. */
export interface LikelyPatient {
	id: string;
	mrn: string;
	given_name: string;
	family_name: string;
	birth_date: string;
	sex: string;
	phone: string | null;
	score: number;
}

/** What a refused registration gets back: who may be here already. */
export interface RefusedRegistration extends Refused {
	likely?: LikelyPatient[];
}

export type OwnRecord = z.infer<typeof ownRecordSchema>;
export type Registration = z.infer<typeof registrationSchema>;
export type PatientForm = z.infer<typeof patientSchema>;
export type ContactForm = z.infer<typeof contactSchema>;
export type LinkCodeForm = z.infer<typeof linkCodeSchema>;
export type LinkAccountForm = z.infer<typeof linkAccountSchema>;
