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
