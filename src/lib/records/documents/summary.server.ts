import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { documentsEvents } from './live';
import { kindWords } from './kinds';
import { documentsOf } from './queries';

/** The documents of the latest date. */
const summary: SummaryLoad = async ({ client, patientId }) => {
	const { rows } = await documentsOf(client, patientId, { page: 1, size: 8 });
	return {
		events: documentsEvents,
		place: 50,
		title: m.documents_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/documents', { id: patientId }),
		none: m.documents_none(),
		lines: rows
			.filter(({ voided_at }) => !voided_at)
			.slice(0, 4)
			.map(({ id, title, kind, dated_on }) => ({
				id,
				title,
				text: [kindWords[kind](), formatDate(dated_on)].filter(Boolean).join(' · '),
				href: resolve('/(clinic)/patients/[id=uuid]/documents/[document=uuid]', {
					id: patientId,
					document: id
				})
			}))
	};
};

export default summary;
