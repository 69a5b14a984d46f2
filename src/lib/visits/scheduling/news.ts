import { joined, type NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	appointment_booked: {
		name: m.scheduling_news_kind_appointment_booked,
		say: ({ patient, when, text }) => ({
			title: m.scheduling_news_appointment_booked({ patient }),
			text: joined(when, text('reason'))
		})
	},
	appointment_rescheduled: {
		name: m.scheduling_news_kind_appointment_rescheduled,
		say: ({ patient, when }) => ({
			title: m.scheduling_news_appointment_rescheduled({ patient }),
			text: when
		})
	},
	appointment_cancelled: {
		name: m.scheduling_news_kind_appointment_cancelled,
		say: ({ patient, when, text }) => ({
			title: m.scheduling_news_appointment_cancelled({ patient }),
			text: joined(when, text('reason'))
		})
	},
	patient_arrived: {
		name: m.scheduling_news_kind_patient_arrived,
		say: ({ patient, when }) => ({
			title: m.scheduling_news_patient_arrived({ patient }),
			text: when
		})
	},
	appointment_confirmed: {
		name: m.scheduling_news_kind_appointment_confirmed,
		say: ({ doctor, when }) => ({
			title: m.scheduling_news_appointment_confirmed(),
			text: joined(when, doctor)
		})
	},
	appointment_moved: {
		name: m.scheduling_news_kind_appointment_moved,
		say: ({ doctor, when }) => ({
			title: m.scheduling_news_appointment_moved(),
			text: joined(when, doctor)
		})
	},
	appointment_called_off: {
		name: m.scheduling_news_kind_appointment_called_off,
		say: ({ doctor, when, text }) => ({
			title: m.scheduling_news_appointment_called_off(),
			text: joined(when, doctor, text('reason'))
		})
	}
};
