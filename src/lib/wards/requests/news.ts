import { joined, type NewsKind, type Told } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

/** Of a private patient the name is not written down. */
const somebody = (patient: string) => patient || m.bed_requests_news_bed_for_somebody();
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const bedPlace = (text: Told['text']) =>
	m.bed_requests_news_bed_place({ bed: text('bed'), ward: text('ward') });

export const kinds: Record<string, NewsKind> = {
	bed_requested: {
		name: m.bed_requests_news_kind_bed_requested,
		say: ({ patient, text }) => ({
			title: m.bed_requests_news_bed_requested({ patient: somebody(patient) }),
			text: text('ward')
		})
	},
	bed_reserved: {
		name: m.bed_requests_news_kind_bed_reserved,
		say: ({ patient, text, moment }) => ({
			title: m.bed_requests_news_bed_reserved({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.bed_requests_news_bed_until({ time: moment('until') }))
		})
	},
	bed_ready: {
		name: m.bed_requests_news_kind_bed_ready,
		say: ({ patient, text, moment }) => ({
			title: m.bed_requests_news_bed_ready({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.bed_requests_news_bed_until({ time: moment('until') }))
		})
	},
	bed_request_placed: {
		name: m.bed_requests_news_kind_bed_request_placed,
		say: ({ patient, text }) => ({
			title: sentence(m.bed_requests_news_bed_request_placed({ patient: somebody(patient) })),
			text: bedPlace(text)
		})
	},
	reservation_lapsed: {
		name: m.bed_requests_news_kind_reservation_lapsed,
		say: ({ patient, text }) => ({
			title: m.bed_requests_news_reservation_lapsed({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.bed_requests_news_reservation_lapsed_text())
		})
	},
	reservation_dropped: {
		name: m.bed_requests_news_kind_reservation_dropped,
		say: ({ patient, text }) => ({
			title: m.bed_requests_news_reservation_dropped({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.bed_requests_news_reservation_lapsed_text())
		})
	}
};
