/** What a warning may be about, the most pressing first. */
export const alertKinds = [
	'infection',
	'airway',
	'bleeding',
	'implant',
	'falls',
	'communication',
	'safeguarding',
	'safety',
	'other'
] as const;
export type AlertKind = (typeof alertKinds)[number];
export const decisions = ['attempt', 'do_not_attempt'] as const;
export type Decision = (typeof decisions)[number];

/** With whom a decision was discussed. */
export const discussedWith = ['patient', 'family', 'representative', 'not_possible'] as const;

export const teamRoles = ['attending', 'consultant', 'nurse', 'therapist', 'other'] as const;
export type TeamRole = (typeof teamRoles)[number];
