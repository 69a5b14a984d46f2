import { resolve } from '$app/paths';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { notesEvents } from './live';
import { contentOf, sectionText, type Content } from './content';
import { noteTitle } from './words';

/** What a note comes to: its assessment and its plan; where it has neither, its first words. */
function concluded(content: Content): string {
	const of = (...keys: string[]) =>
		content.sections.filter(({ key }) => keys.includes(key)).map(sectionText);
	const words = of('assessment', 'plan').filter(Boolean);
	return (words.length > 0 ? words : content.sections.map(sectionText).filter(Boolean).slice(0, 1))
		.join('\n')
		.slice(0, 400);
}

/** The last notes that were signed, and what the newest comes to. */
const summary: SummaryLoad = async ({ client, patientId, zone }) => {
	const { data } = await client
		.from('notes')
		.select(
			'id, kind, title, author_name, noted_at, versions:note_versions!note_versions_note_id_patient_id_fkey(content)'
		)
		.eq('patient_id', patientId)
		.eq('status', 'signed')
		.order('noted_at', { ascending: false })
		.order('id', { ascending: false })
		.order('number', { referencedTable: 'versions', ascending: false })
		.limit(1, { referencedTable: 'versions' })
		.limit(4)
		.throwOnError();
	return {
		events: notesEvents,
		place: 20,
		title: m.notes_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/notes', { id: patientId }),
		none: m.notes_none(),
		lines: data.map(({ id, kind, title, author_name: name, noted_at, versions }, at) => ({
			id,
			title: noteTitle({ kind, title }),
			text: m.notes_by({ name, time: formatDateTime(noted_at, zone) }),
			href: resolve('/(clinic)/patients/[id=uuid]/notes/[note=uuid]', { id: patientId, note: id }),
			...(at === 0 && versions[0] && { detail: concluded(contentOf(versions[0].content)) })
		}))
	};
};

export default summary;
