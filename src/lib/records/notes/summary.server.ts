import { resolve } from '$app/paths';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { notesEvents } from './live';
import { noteTitle } from './words';

/** The last notes that were signed. */
const summary: SummaryLoad = async ({ client, patientId, zone }) => {
	const { data } = await client
		.from('notes')
		.select('id, kind, title, author_name, noted_at')
		.eq('patient_id', patientId)
		.eq('status', 'signed')
		.order('noted_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(4)
		.throwOnError();
	return {
		events: notesEvents,
		place: 20,
		title: m.notes_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/notes', { id: patientId }),
		none: m.notes_none(),
		lines: data.map(({ id, kind, title, author_name: name, noted_at }) => ({
			id,
			title: noteTitle({ kind, title }),
			text: m.notes_by({ name, time: formatDateTime(noted_at, zone) }),
			href: resolve('/(clinic)/patients/[id=uuid]/notes/[note=uuid]', { id: patientId, note: id })
		}))
	};
};

export default summary;
