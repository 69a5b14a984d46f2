/** Administrative sex, as the database names it. (Apart from the schemas, so that pages need not load zod.) */
export const sexes = ['female', 'male', 'other', 'unknown'] as const;
export type Sex = (typeof sexes)[number];

/** What a next of kin can be to a patient. */
export const relationships = [
	'partner',
	'parent',
	'child',
	'sibling',
	'guardian',
	'friend',
	'other'
] as const;

/** As what an account can be linked to a record. */
export const linkRelationships = ['self', 'parent', 'guardian', 'carer'] as const;

/** How bad an allergy is. */
export const severities = ['mild', 'moderate', 'severe'] as const;
/** What kind of reaction it is, to what, and how sure that is. */
export const allergyKinds = ['allergy', 'intolerance'] as const;
export const allergyCategories = ['medicine', 'food', 'environment', 'other'] as const;
export const allergyCertainties = ['confirmed', 'suspected'] as const;

/** The app's own languages, each by its own name. */
export const languages = [
	{ id: 'en', name: 'English' },
	{ id: 'es', name: 'Español' }
] as const;
