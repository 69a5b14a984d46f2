import { fieldTypes } from '$lib/records/notes/content';
import { keyOf } from '$lib/records/notes/typed-sections';
import { sources, type LetterField, type LetterSection } from './content';

const parts = (line: string) => line.split('|').map((part) => part.trim());

/** `Pain | number | /10`, `Result | choice * | fit, unfit`: a star is for what must be filled in. */
function fieldFrom(line: string, key: string): LetterField | null {
	const [label = '', typed = 'text', more = ''] = parts(line);
	const name = typed.replace('*', '').trim();
	const type = fieldTypes.find((known) => known === name);
	const options = more
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);
	if (!label || !type || (type === 'choice' && options.length === 0)) return null;
	return {
		key,
		label,
		type,
		...(typed.includes('*') && { required: true }),
		...(type === 'number' && more && { unit: more }),
		...(type === 'choice' && { options })
	};
}

/** `# Diagnosis [diagnosis] | diagnoses | confidential` */
function sectionFrom(line: string): LetterSection | null {
	const [head = '', ...marks] = parts(line.slice(1));
	const [, title = '', key = ''] = /^(.*?)(?:\s*\[([a-z][a-z0-9_]{0,39})\])?$/.exec(head) ?? [];
	const source = sources.find((known) => marks.includes(known));
	const unknown = marks.some((mark) => mark !== 'confidential' && mark !== source);
	if (!title || unknown) return null;
	return {
		key: key || keyOf(title),
		title,
		...(source && { source }),
		...(marks.includes('confidential') && { confidential: true })
	};
}

/**
 * Sections of a template as they are typed: `# Title [key] | source | confidential`, fields in lines below that begin with a
 * dash and a key, `- until: Up to | date *`, and the text they begin with in the lines after.
 */
export function letterSectionsFrom(text: string): LetterSection[] | null {
	const sections: LetterSection[] = [];
	for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
		const last = sections.at(-1);
		if (line.startsWith('#')) {
			const section = sectionFrom(line);
			if (!section) return null;
			sections.push(section);
		} else if (/^-\s/.test(line) && last && !last.text?.trim()) {
			const [, key = '', rest = ''] = /^-\s+(?:([a-z][a-z0-9_]*):\s)?(.*)$/.exec(line) ?? [];
			const field = fieldFrom(rest, key || keyOf(parts(rest)[0] ?? ''));
			if (!field) return null;
			(last.fields ??= []).push(field);
		} else if (last) last.text = last.text === undefined ? line : `${last.text}\n${line}`;
		else if (line.trim()) return null;
	}
	const keys = new Set(sections.map(({ key }) => key));
	if (sections.length === 0 || keys.size < sections.length) return null;
	return sections.map(({ text: words, ...section }) => ({
		...section,
		...(words?.trim() && { text: words.replace(/^\n+|\n+$/g, '') })
	}));
}

const fieldAsTyped = ({ key, label, type, required, unit, options }: LetterField) =>
	[`- ${key}: ${label}`, required ? `${type} *` : type, unit ?? options?.join(', ')]
		.filter(Boolean)
		.join(' | ');

/** The other way round. */
export const letterSectionsAsTyped = (sections: readonly LetterSection[]): string =>
	sections
		.map(({ key, title, source, confidential, fields = [], text }) =>
			[
				[`# ${title} [${key}]`, source, confidential && 'confidential'].filter(Boolean).join(' | '),
				...fields.map(fieldAsTyped),
				...(text ? [text] : [])
			].join('\n')
		)
		.join('\n\n');
