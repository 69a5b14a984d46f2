import { isolated, type Block, type PrintedDocument } from '$lib/app/export/document';
import { formatAs, formatDate, formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { sectionsOf, type Facts, type LetterContent, type LetterSection } from './content';
import type { Copy, LetterLanguage } from './kinds';

/** A letter as it is put on paper, on a screen beside what is typed, and behind a link. */
export interface Sheet {
	kind: string;
	language: LetterLanguage;
	/** Null as long as it is not signed. */
	number: string | null;
	version: number;
	/** Why it took the place of the version before. */
	reason: string | null;
	signed_at: string | null;
	content: LetterContent;
	facts: Facts;
	copy: Copy;
	/** When it was entered in error. */
	revoked_at: string | null;
	/** By which its reader asks whether it holds, and where. */
	verify: { code: string; url: string } | null;
}

/** In fives, as it is read out on the telephone. */
export const spoken = (code: string) => code.replace(/(.{5})(?=.)/g, '$1-');

/** A letter in its own language, whatever its reader's is. */
export function letterDocument(sheet: Sheet): PrintedDocument {
	const { language: locale, facts, content, copy } = sheet;
	const said = { locale } as const;
	const zone = facts.hospital?.time_zone ?? 'UTC';
	const name = isolated(facts.patient?.name ?? '');
	const long = (day: string) =>
		formatAs(day, zone, { day: 'numeric', month: 'long', year: 'numeric' }, locale);
	const text = (words: string): Block[] => (words.trim() ? [{ kind: 'text', text: words }] : []);
	const rows = (all: [string, string][]): Block[] => {
		const filled = all.filter(([, value]) => value !== '');
		return filled.length > 0 ? [{ kind: 'facts', facts: filled }] : [];
	};
	const section = ({ title, text: words, fields = [] }: LetterSection): Block[] => {
		const values = fields.map(({ label, type, value = '', unit }): [string, string] => [
			label,
			value === '' ? '' : type === 'date' ? long(value) : [value, unit].filter(Boolean).join(' ')
		]);
		const blocks = [...text(words ?? ''), ...rows(values)];
		return blocks.length > 0 ? [{ kind: 'heading', text: title }, ...blocks] : [];
	};
	const { doctor } = facts;
	return {
		title: content.title,
		language: languageTags[locale],
		head: {
			from: [facts.hospital?.name, facts.hospital?.address, facts.hospital?.letterhead]
				.filter(Boolean)
				.join('\n'),
			number: sheet.number
				? m.letters_printed_number({ number: `${sheet.number}/${sheet.version}` }, said)
				: m.letters_printed_draft({}, said),
			whose: name
		},
		page: (number, of) => m.letters_printed_page({ number, of }, said),
		blocks: [
			...text(sheet.signed_at ? '' : m.letters_printed_draft_text({}, said)),
			...text(
				sheet.revoked_at
					? m.letters_printed_revoked({ day: formatDate(sheet.revoked_at, zone, locale) }, said)
					: ''
			),
			...text(copy === 'employer' ? m.letters_printed_employer({}, said) : ''),
			...rows([
				[m.letters_printed_patient({}, said), name],
				[
					m.letters_printed_born({}, said),
					facts.patient ? formatDate(facts.patient.birth_date, 'UTC', locale) : ''
				],
				[m.letters_printed_mrn({}, said), copy === 'employer' ? '' : (facts.patient?.mrn ?? '')],
				[
					m.letters_printed_date({}, said),
					sheet.signed_at ? formatDate(sheet.signed_at, zone, locale) : ''
				],
				[
					m.letters_printed_replaces({}, said),
					// Why is between the doctor and the patient.
					sheet.version > 1
						? [String(sheet.version - 1), copy === 'full' && sheet.reason]
								.filter(Boolean)
								.join(': ')
						: ''
				]
			]),
			...sectionsOf(content, copy).flatMap(section),
			...text('\n____________________________________'),
			...text(
				[
					doctor?.name,
					// Whose patient somebody is may say what they have.
					copy === 'full' && doctor?.specialty,
					doctor?.registration &&
						m.letters_printed_registration({ number: doctor.registration }, said),
					sheet.signed_at &&
						m.letters_printed_signed({ time: formatDateTime(sheet.signed_at, zone, locale) }, said)
				]
					.filter(Boolean)
					.join('\n')
			),
			...(sheet.verify
				? text(
						m.letters_printed_verify(
							{ url: sheet.verify.url, code: spoken(sheet.verify.code) },
							said
						)
					)
				: [])
		]
	};
}
