/** How a stay ends. */
export const dispositions = [
	'home',
	'transfer',
	'left_against_advice',
	'deceased',
	'other'
] as const;
export type Disposition = (typeof dispositions)[number];

/** HL7 table 0116: why a bed is out of use. */
export const closureReasons = ['C', 'K', 'I'] as const;
export type ClosureReason = (typeof closureReasons)[number];

/** Precautions on top of the standard ones. */
export const isolations = ['contact', 'droplet', 'airborne', 'protective'] as const;

/** What a bed can have, and a patient need of it. */
export const bedNeeds = ['oxygen', 'monitor', 'bariatric', 'negative_pressure'] as const;

/** The chapters of ICD-10 (WHO, 2019) by their codes; what a stay was about in the figures of a ward. */
export const diagnosisGroups = [
	'A00-B99',
	'C00-D48',
	'D50-D89',
	'E00-E90',
	'F00-F99',
	'G00-G99',
	'H00-H59',
	'H60-H95',
	'I00-I99',
	'J00-J99',
	'K00-K93',
	'L00-L99',
	'M00-M99',
	'N00-N99',
	'O00-O99',
	'P00-P96',
	'Q00-Q99',
	'R00-R99',
	'S00-T98',
	'Z00-Z99'
] as const;
export type DiagnosisGroup = (typeof diagnosisGroups)[number];
