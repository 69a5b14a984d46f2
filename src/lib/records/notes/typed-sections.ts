import { fieldTypes, type Section } from './content';

const words = (text: string) =>
	text
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);

/** A key out of a title: what a later note of the same template is compared by. */
export const keyOf = (title: string): string =>
	`${/^[a-z]/i.test(title.normalize('NFD')) ? '' : 's_'}${title
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_+|_+$/g, '')}`.slice(0, 40);

/**
 * Sections as they are typed: a line a section, its fields in lines below that begin with a dash:
 * `- Pain | number | /10`, `- Side | choice | left, right`.
 */
export function sectionsFrom(text: string): Section[] | null {
	const sections: Section[] = [];
	for (const line of text.split('\n').map((line) => line.trim())) {
		if (!line) continue;
		if (!line.startsWith('-')) {
			sections.push({ key: keyOf(line), title: line });
			continue;
		}
		const [label = '', type = 'text', more = ''] = line
			.slice(1)
			.split('|')
			.map((part) => part.trim());
		const section = sections.at(-1);
		const known = fieldTypes.find((name) => name === type);
		if (!section || !label || !known || (known === 'choice' && words(more).length === 0))
			return null;
		(section.fields ??= []).push({
			key: keyOf(label),
			label,
			type: known,
			...(known === 'number' && more && { unit: more }),
			...(known === 'choice' && { options: words(more) })
		});
	}
	const keys = sections.map(({ key }) => key);
	return sections.length > 0 && new Set(keys).size === keys.length ? sections : null;
}

/** The other way round. */
export const sectionsAsTyped = (
	sections: readonly Section[],
	titleOf: (section: Section) => string
): string =>
	sections
		.map((section) =>
			[
				titleOf(section),
				...(section.fields ?? []).map(({ label, type, unit, options }) =>
					['- ' + label, type, unit ?? options?.join(', ')].filter(Boolean).join(' | ')
				)
			].join('\n')
		)
		.join('\n\n');
