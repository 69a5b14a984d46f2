import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { lettersEvents } from './live';

/** The last letters that were signed and hold. */
const summary: SummaryLoad = async ({ client, patientId, zone }) => {
	const { data } = await client
		.from('letters')
		.select('id, title, author_name, signed_at')
		.eq('patient_id', patientId)
		.eq('status', 'signed')
		.order('signed_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(4)
		.throwOnError();
	return {
		events: lettersEvents,
		place: 55,
		title: m.letters_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/letters', { id: patientId }),
		none: m.letters_none(),
		lines: data.map(({ id, title, author_name: name, signed_at }) => ({
			id,
			title,
			text: m.letters_by({ name, time: signed_at ? formatDate(signed_at, zone) : '' }),
			href: resolve('/(clinic)/patients/[id=uuid]/letters/[letter=uuid]', {
				id: patientId,
				letter: id
			})
		}))
	};
};

export default summary;
