import type { Json } from '$lib/app/supabase/database.types';

/** What a note says; `private.require_note_content` has the same form. Runs in the browser, where zod would weigh more. */
export interface Content {
	sections: Section[];
}

export interface Section {
	key: string;
	/** Missing of those that come with Lantern, which are named by their key. */
	title?: string;
	text?: string;
	fields?: NoteField[];
	/** Taken from an earlier note; shown with it for good. */
	carried?: { at: string; name: string; edited?: boolean };
	/** When the patient sent the answers that were taken into the text. */
	answered?: string;
}

export const fieldTypes = ['text', 'choice', 'number', 'date'] as const;

export interface NoteField {
	key: string;
	label: string;
	type: (typeof fieldTypes)[number];
	unit?: string;
	options?: string[];
	value?: string;
}

/** What the database keeps has been checked there. */
export const contentOf = (kept: Json): Content => kept as unknown as Content;

const fieldName = (section: Section, field: NoteField) => `field.${section.key}.${field.key}`;
export const namesOf = { text: ({ key }: Section) => `text.${key}`, field: fieldName };

/** A note's content with what was posted in its fields; what was not posted stays. */
export function withPosted(content: Content, form: FormData): Content {
	const posted = (name: string) => {
		const value = form.get(name);
		return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : undefined;
	};
	return {
		sections: content.sections.map((section) => ({
			...section,
			...given('text', posted(namesOf.text(section)) ?? section.text),
			...(section.fields && {
				fields: section.fields.map((field) => ({
					...field,
					...given('value', posted(fieldName(section, field)) ?? field.value)
				}))
			})
		}))
	};
}

/** Nothing typed is nothing there: what is compared must not differ by it. */
const given = (name: string, value: string | undefined) =>
	value ? { [name]: value } : { [name]: undefined };

/** A section as a text, for whoever reads or compares it. */
export const sectionText = ({ text, fields = [] }: Section): string =>
	[
		...fields
			.filter(({ value }) => value)
			.map(({ label, value, unit }) => `${label}: ${value ?? ''}${unit ? ` ${unit}` : ''}`),
		text?.trim() ?? ''
	]
		.filter(Boolean)
		.join('\n');

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What two people wrote from one text, section by section: who alone has changed one has it. Where both have, mine stays,
 * and the section is named.
 */
export function merge(
	base: Content,
	mine: Content,
	theirs: Content
): { content: Content; conflicts: string[] } {
	const conflicts: string[] = [];
	const sections = mine.sections.map((own, at) => {
		const was = base.sections[at];
		const other = theirs.sections[at];
		if (!other || same(other, was) || same(own, other)) return own;
		if (same(own, was)) return other;
		conflicts.push(own.key);
		return own;
	});
	return { content: { sections }, conflicts };
}

/** Puts something the patient answered into the section that is about what they say, and marks it. */
export function withAnswer(content: Content, text: string, at: string): Content {
	const told = content.sections.find(({ key }) =>
		['subjective', 'history', 'question'].includes(key)
	);
	const place = told ?? content.sections[0];
	return {
		sections: content.sections.map((section) =>
			section === place
				? { ...section, text: [section.text, text].filter(Boolean).join('\n'), answered: at }
				: section
		)
	};
}

/** Puts what an earlier note said where nothing has been written yet, and marks it. */
export function carryForward(
	content: Content,
	earlier: Content,
	from: { at: string; name: string }
): Content {
	return {
		sections: content.sections.map((section) => {
			const source = earlier.sections.find(({ key }) => key === section.key);
			if (!source || sectionText(section) !== '' || sectionText(source) === '') return section;
			return {
				...section,
				...(source.text && { text: source.text }),
				...(section.fields && {
					fields: section.fields.map((field) => {
						const value = source.fields?.find(
							({ key, type }) => key === field.key && type === field.type
						)?.value;
						return value ? { ...field, value } : field;
					})
				}),
				carried: from
			};
		})
	};
}
