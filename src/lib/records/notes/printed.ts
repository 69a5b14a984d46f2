import type { Hospital } from '$lib/access/session/hospital';
import { isolated, type Block, type PrintedDocument } from '$lib/app/export/document';
import { formatDate, formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { fullName } from '$lib/people/patients/names';
import { sectionText, type Content } from './content';
import type { FullNote, NoteVersion } from './queries';
import { noteTitle, sectionTitle } from './words';

/** Of whom it is. */
interface Subject {
	given_name: string;
	family_name: string;
	mrn: string;
	birth_date: string;
}

/**
 * A note on paper, in the reader's language: as it was signed last, what was added, and the versions before it with why
 * they were amended. A draft says that it is one.
 */
export function printedNote(
	note: FullNote,
	subject: Subject,
	hospital: Pick<Hospital, 'name' | 'time_zone'>
): PrintedDocument {
	const zone = hospital.time_zone;
	const name = isolated(fullName(subject));
	const by = (who: string, at: string) =>
		m.notes_by({ name: isolated(who), time: formatDateTime(at, zone) });
	const text = (words: string): Block[] => (words.trim() ? [{ kind: 'text', text: words }] : []);
	const heading = (words: string): Block => ({ kind: 'heading', text: words });
	const sections = (content: Content): Block[] =>
		content.sections.flatMap((section) => {
			const words = sectionText(section);
			if (!words) return [];
			const carried = section.carried && {
				name: isolated(section.carried.name),
				day: formatDate(section.carried.at, zone)
			};
			return [
				heading(sectionTitle(section)),
				...(carried
					? text((section.carried?.edited ? m.notes_carried_edited : m.notes_carried)(carried))
					: []),
				...(section.answered
					? text(m.notes_answered({ day: formatDate(section.answered, zone) }))
					: []),
				...text(words)
			];
		});
	const signatures = ({ signed_name, signed_at, cosigned_name, cosigned_at }: NoteVersion) =>
		text(
			[
				m.notes_signed_by({ name: isolated(signed_name), time: formatDateTime(signed_at, zone) }),
				cosigned_name &&
					cosigned_at &&
					m.notes_cosigned_by({
						name: isolated(cosigned_name),
						time: formatDateTime(cosigned_at, zone)
					})
			]
				.filter(Boolean)
				.join('\n')
		);
	const [newest, ...older] = note.versions;
	const content = newest?.content ?? note.draft?.content;
	return {
		title: noteTitle(note),
		language: languageTags[getLocale()],
		head: { from: hospital.name, number: subject.mrn, whose: name },
		page: (number, of) => m.notes_printed_page({ number: String(number), of: String(of) }),
		blocks: [
			...(note.error_at
				? text(
						m.notes_error_by({
							name: isolated(note.error_name ?? ''),
							time: formatDateTime(note.error_at, zone),
							reason: note.error_reason ?? ''
						})
					)
				: []),
			{
				kind: 'facts',
				facts: [
					[m.notes_printed_patient(), name],
					[m.notes_printed_born(), formatDate(subject.birth_date)],
					[m.notes_printed_written(), by(note.author_name, note.noted_at)]
				]
			},
			...(content ? sections(content) : []),
			...(newest ? signatures(newest) : text(m.notes_printed_draft())),
			...note.added.flatMap((addendum) => [
				heading(`${m.notes_addendum()}: ${by(addendum.written_name, addendum.written_at)}`),
				...text(addendum.text)
			]),
			...older.flatMap((version, at) => [
				heading(
					m.notes_printed_replaced({
						number: String(version.number),
						reason: note.versions[at]?.reason ?? ''
					})
				),
				...sections(version.content),
				...signatures(version)
			])
		]
	};
}
