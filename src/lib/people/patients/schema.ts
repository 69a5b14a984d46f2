import { z } from 'zod';
import type { Refused } from '$lib/app/forms/refused';
import { ticked } from '$lib/app/forms/schema';
import { readPhone } from '$lib/app/phone/read.server';
import { wallClockTime } from '$lib/app/time/schema';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import {
	linkRelationships,
	relationships,
	allergyCategories,
	allergyCertainties,
	allergyKinds,
	severities,
	sexes
} from './codes';

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

/* Letters and digits of any country, as they stand on the document; what may not be twice is for the database to say. */
const nationalId = optional(40).refine((number) => number === '' || /[\p{L}\p{N}]/u.test(number), {
	error: () => m.patients_error_national_id()
});

/* Empty at first, so that nobody is registered as whatever happens to stand first in the list. */
const sex = z
	.enum(['', ...sexes])
	.default('')
	.refine((value) => value !== '', { error: () => m.patients_error_sex() });

/** Why a number was not understood, in words that say what to do. */
function unreadable(text: string, country: string): string {
	if (/^\s*\+/.test(text)) return m.patients_error_phone();
	const name = new Intl.DisplayNames([getLocale()], { type: 'region' }).of(country) ?? country;
	return m.patients_error_phone_country({ country: name });
}

/** A telephone number as people write it; without a country's code it is of `country`. Null for none. */
const phone = (country: string) =>
	z
		.string()
		.trim()
		.default('')
		.transform((text, context) => {
			if (text === '') return null;
			const read = readPhone(text, country);
			if (read) return read;
			context.addIssue({ code: 'custom', message: unreadable(text, country) });
			return z.NEVER;
		});

const email = z
	.union([z.literal(''), z.email()], { error: () => m.patients_error_email() })
	.default('');

const country = z
	.string()
	.trim()
	.toUpperCase()
	.regex(/^([A-Z]{2})?$/, { error: () => m.patients_error_country() })
	.default('');

/** How somebody is reached, and where they live; for a hospital in `home`. */
export const reachFields = (home: string) => ({
	phone: phone(home),
	email,
	address_line: optional(200),
	city: optional(100),
	postal_code: optional(20),
	country
});

/** What a person tells about themselves when they make their own record. */
export const ownRecordSchema = (home: string) =>
	z.object({ ...names, birth_date: birthDate, sex, phone: phone(home) }).refine(isNamed, unnamed);

/** What a reception desk takes down. The next of kin is left out, or has a name and a telephone. */
export const registrationSchema = (home: string) =>
	z
		.object({
			...names,
			birth_date: birthDate,
			sex,
			national_id: nationalId,
			...reachFields(home),
			preferred_language: z.enum(['', 'en', 'es']).default(''),
			kin_name: optional(120),
			kin_relationship: z.enum(['', ...relationships]).default(''),
			kin_phone: phone(home),
			/** As the patient states it: empty where nobody asked. */
			allergies: z.enum(['', 'none', 'known']).default(''),
			allergies_said: optional(500),
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
		})
		.refine(({ allergies, allergies_said }) => allergies !== 'known' || allergies_said, {
			path: ['allergies_said'],
			error: () => m.patients_error_allergies_said()
		});

/** What a desk corrects; whoever has not seen the latest version is told so. */
export const patientSchema = (home: string) =>
	z
		.object({
			updated_at: z.string(),
			...names,
			birth_date: birthDate,
			sex,
			national_id: nationalId,
			...reachFields(home),
			// Free in the database: a language that is neither of the app's stays as it is.
			preferred_language: optional(35)
		})
		.refine(isNamed, unnamed);

const kinName = optional(120).refine((given) => given !== '', {
	error: () => m.patients_error_kin_name()
});

/** Somebody to call; `contact_id` of one that is there, empty for another. */
export const contactSchema = (home: string) =>
	z.object({
		contact_id: z.union([z.literal(''), z.uuid()]).default(''),
		may_be_told: ticked,
		is_guardian: ticked,
		name: kinName,
		relationship: z.enum(['', ...relationships]).default(''),
		phone: phone(home).refine((given) => given !== null, {
			error: () => m.patients_error_kin_phone()
		})
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
	deceased_at: string | null;
	score: number;
}

/** What a refused registration gets back: who may be here already. */
export interface RefusedRegistration extends Refused {
	likely?: LikelyPatient[];
}

export type OwnRecord = z.output<ReturnType<typeof ownRecordSchema>>;
export type Registration = z.output<ReturnType<typeof registrationSchema>>;
export type PatientForm = z.output<ReturnType<typeof patientSchema>>;
export type ContactForm = z.output<ReturnType<typeof contactSchema>>;
export type LinkCodeForm = z.infer<typeof linkCodeSchema>;
export type LinkAccountForm = z.infer<typeof linkAccountSchema>;

/** What somebody is allergic to. */
export const allergySchema = z.object({
	allergy_substance: z
		.string({ error: () => m.patients_error_allergy_substance() })
		.trim()
		.min(1, { error: () => m.patients_error_allergy_substance() })
		.max(120, { error: () => m.patients_error_allergy_substance() }),
	allergy_severity: z.enum(severities, { error: () => m.patients_error_allergy_severity() }),
	allergy_reaction: optional(300),
	allergy_kind: z.enum(allergyKinds).default('allergy'),
	allergy_category: z.enum(allergyCategories).or(z.literal('')).default(''),
	allergy_certainty: z.enum(allergyCertainties).default('confirmed')
});
export type AllergyForm = z.output<typeof allergySchema>;

export const checkReportSchema = z.object({ report_id: z.uuid() });
export const resolveAllergySchema = z.object({ allergy_id: z.uuid() });

/** Said by pressing the button alone. */
export const nothingSchema = z.object({});
