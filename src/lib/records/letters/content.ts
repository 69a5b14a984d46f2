import type { Json } from '$lib/app/supabase/database.types';
import type { Content, NoteField, Section } from '$lib/records/notes/content';

/** What is put into a section when a letter is begun. */
export const sources = ['visit', 'diagnoses', 'medicines', 'allergies', 'measurements'] as const;
export type Source = (typeof sources)[number];

export interface LetterField extends NoteField {
	required?: boolean;
}

export interface LetterSection extends Section {
	title: string;
	source?: Source;
	/** On no employer's copy. */
	confidential?: boolean;
	fields?: LetterField[];
}

/** What a letter says; `private.require_letter_content` has the same form. */
export interface LetterContent extends Content {
	title: string;
	sections: LetterSection[];
}

/** What the database keeps has been checked there. */
export const letterContent = (kept: Json): LetterContent => kept as unknown as LetterContent;

/** The sections of a copy. */
export const sectionsOf = (content: LetterContent, copy: 'full' | 'employer'): LetterSection[] =>
	copy === 'full' ? content.sections : content.sections.filter((section) => !section.confidential);

/** What was filled in somewhere: an address that is there already is not asked for again. */
export const valueOf = (content: Content, section: string, field: string): string =>
	content.sections
		.find(({ key }) => key === section)
		?.fields?.find(({ key }) => key === field)
		?.value?.trim() ?? '';

export interface Facts {
	patient?: { name: string; mrn?: string; birth_date: string };
	doctor?: { name: string; registration?: string | null; specialty?: string | null };
	hospital?: { name: string; address: string; letterhead: string; time_zone: string };
}
export const factsOf = (kept: Json): Facts => kept as unknown as Facts;
