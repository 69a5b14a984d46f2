/** By what numbers others know a patient, as the database names them. (Apart from the schemas, so that pages need no zod.) */
export const identifierKinds = [
	'passport',
	'residence_permit',
	'driving_licence',
	'social_security',
	'health_card',
	'foreign_mrn',
	'other'
] as const;

/** Whose policy it is, to the patient. */
export const holders = ['self', 'partner', 'parent', 'child', 'other'] as const;

/** Who is asked to pay first, second, third. */
export const ranks = ['1', '2', '3'] as const;

/** What somebody says of what they are asked to agree to. */
export const decisions = ['given', 'refused', 'withdrawn'] as const;

/** Who says so. */
export const statedBy = ['patient', 'guardian', 'representative'] as const;

export const hearings = ['hard_of_hearing', 'deaf', 'sign_language'] as const;
export const sights = ['low_vision', 'blind'] as const;
export const mobilities = ['walking_aid', 'wheelchair', 'stretcher'] as const;

/** Languages interpreters are asked for most; any other that is recorded stays choosable. */
export const interpreterLanguages = [
	'ar',
	'bg',
	'ca',
	'de',
	'en',
	'es',
	'fr',
	'hi',
	'it',
	'pl',
	'pt',
	'ro',
	'ru',
	'uk',
	'ur',
	'wo',
	'zh'
] as const;

/** What everybody is asked as they are registered. */
export const askedAtFirst = ['treatment', 'data_sharing', 'photos'] as const;
