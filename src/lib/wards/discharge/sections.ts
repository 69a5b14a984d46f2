/** The parts of a discharge summary, in the order they are read. */
export const sections = [
	'diagnosis',
	'reason',
	'course',
	'findings',
	'medicines',
	'follow_up',
	'advice'
] as const;
export type Section = (typeof sections)[number];

export type SectionTexts = Record<Section, string>;
