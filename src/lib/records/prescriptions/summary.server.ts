import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { running } from './queries';
import { medicineName, takingWords } from './words';

/** All that is taken now: a list that is cut is read as whole. */
const summary: SummaryLoad = async ({ client, patientId }) => {
	const rows = await running(client, patientId);
	return {
		place: 25,
		title: m.prescriptions_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/medicines', { id: patientId }),
		none: m.prescriptions_none_running(),
		lines: rows.map((row) => ({
			id: row.id,
			title: medicineName(row),
			text: takingWords(row)
		}))
	};
};

export default summary;
