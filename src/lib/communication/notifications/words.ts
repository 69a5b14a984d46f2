import { m } from '$lib/paraglide/messages.js';
import { formatDay, formatTime } from '$lib/app/time/format';
import type { Notification } from './queries';

/** What a notification says, in the reader's language and the hospital's time. */
export interface NotificationWords {
	title: string;
	text: string;
}

/** What was written down with a notification, ready to be said. */
interface Told {
	patient: string;
	doctor: string;
	/** The visit's day and time, and where it was before if it moved. */
	when: string;
	/** Any other text of the params; empty when there is none. */
	text: (name: string) => string;
	/** An instant of the params as "Monday 3 March, 09:05"; empty when there is none. */
	moment: (name: string) => string;
}

interface Kind {
	/** What such a notification is called in the list of kinds. */
	name: () => string;
	say: (told: Told) => NotificationWords;
}

const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ');

/** Two days of the calendar as people say them; empty when one is not a day. */
const dueBetween = (from: string, until: string) =>
	[from, until].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))
		? m.notifications_due_between({ from: formatDay(from, 'UTC'), until: formatDay(until, 'UTC') })
		: '';

/** Of a private patient the name is not written down. */
const somebody = (patient: string) => patient || m.notifications_bed_for_somebody();
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const bedPlace = (text: Told['text']) =>
	m.notifications_bed_place({ bed: text('bed'), ward: text('ward') });

/**
 * Every kind of notification there is. A room that adds one adds it here, with its words in
 * `messages/communication/notifications`; one that is not here is still shown, as "News for you".
 */
const kinds: Record<string, Kind> = {
	appointment_booked: {
		name: m.notifications_kind_appointment_booked,
		say: ({ patient, when, text }) => ({
			title: m.notifications_appointment_booked({ patient }),
			text: joined(when, text('reason'))
		})
	},
	appointment_rescheduled: {
		name: m.notifications_kind_appointment_rescheduled,
		say: ({ patient, when }) => ({
			title: m.notifications_appointment_rescheduled({ patient }),
			text: when
		})
	},
	appointment_cancelled: {
		name: m.notifications_kind_appointment_cancelled,
		say: ({ patient, when, text }) => ({
			title: m.notifications_appointment_cancelled({ patient }),
			text: joined(when, text('reason'))
		})
	},
	patient_arrived: {
		name: m.notifications_kind_patient_arrived,
		say: ({ patient, when }) => ({
			title: m.notifications_patient_arrived({ patient }),
			text: when
		})
	},
	appointment_confirmed: {
		name: m.notifications_kind_appointment_confirmed,
		say: ({ doctor, when }) => ({
			title: m.notifications_appointment_confirmed(),
			text: joined(when, doctor)
		})
	},
	appointment_moved: {
		name: m.notifications_kind_appointment_moved,
		say: ({ doctor, when }) => ({
			title: m.notifications_appointment_moved(),
			text: joined(when, doctor)
		})
	},
	queue_called: {
		name: m.notifications_kind_queue_called,
		say: ({ text }) => ({
			title: m.notifications_queue_called({ label: text('label') }),
			text: text('room')
		})
	},
	appointment_called_off: {
		name: m.notifications_kind_appointment_called_off,
		say: ({ doctor, when, text }) => ({
			title: m.notifications_appointment_called_off(),
			text: joined(when, doctor, text('reason'))
		})
	},
	record_linked: {
		name: m.notifications_kind_record_linked,
		say: ({ patient }) => ({
			title: m.notifications_record_linked({ patient }),
			text: m.notifications_record_linked_text()
		})
	},
	record_unlinked: {
		name: m.notifications_kind_record_unlinked,
		say: ({ patient }) => ({
			title: m.notifications_record_unlinked({ patient }),
			text: m.notifications_record_unlinked_text()
		})
	},
	registration_checked: {
		name: m.notifications_kind_registration_checked,
		say: () => ({
			title: m.notifications_registration_checked(),
			text: m.notifications_registration_checked_text()
		})
	},
	staff_joined: {
		name: m.notifications_kind_staff_joined,
		say: () => ({
			title: m.notifications_staff_joined(),
			text: m.notifications_staff_joined_text()
		})
	},
	visits_left: {
		name: m.notifications_kind_visits_left,
		say: ({ doctor, text }) => ({
			title: m.notifications_visits_left({ doctor }),
			text: m.notifications_visits_left_text({ count: text('count') })
		})
	},
	job_failed: {
		name: m.notifications_kind_job_failed,
		say: ({ text }) => ({
			title: m.notifications_job_failed({ job: text('job') }),
			text: m.notifications_job_failed_text({ code: text('sqlstate') })
		})
	},
	waitlist_offer: {
		name: m.notifications_kind_waitlist_offer,
		say: ({ doctor, when, moment }) => ({
			title: m.notifications_waitlist_offer(),
			text: joined(
				when,
				doctor,
				m.notifications_waitlist_offer_until({ until: moment('expires_at') })
			)
		})
	},
	waitlist_offer_lapsed: {
		name: m.notifications_kind_waitlist_offer_lapsed,
		say: ({ doctor, when }) => ({
			title: m.notifications_waitlist_offer_lapsed(),
			text: joined(when, doctor, m.notifications_waitlist_offer_lapsed_text())
		})
	},
	follow_up_ordered: {
		name: m.notifications_kind_follow_up_ordered,
		say: ({ doctor, text }) => ({
			title: m.notifications_follow_up_ordered({ doctor }),
			text: dueBetween(text('due_from'), text('due_until'))
		})
	},
	early_warning_urgent: {
		name: m.notifications_kind_early_warning_urgent,
		say: ({ patient, text, moment }) => ({
			title: m.notifications_early_warning_urgent({ patient, score: text('score') }),
			text: moment('raised_at')
		})
	},
	early_warning_emergency: {
		name: m.notifications_kind_early_warning_emergency,
		say: ({ patient, text, moment }) => ({
			title: m.notifications_early_warning_emergency({ patient, score: text('score') }),
			text: moment('raised_at')
		})
	},
	bed_requested: {
		name: m.notifications_kind_bed_requested,
		say: ({ patient, text }) => ({
			title: m.notifications_bed_requested({ patient: somebody(patient) }),
			text: text('ward')
		})
	},
	bed_reserved: {
		name: m.notifications_kind_bed_reserved,
		say: ({ patient, text, moment }) => ({
			title: m.notifications_bed_reserved({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.notifications_bed_until({ time: moment('until') }))
		})
	},
	bed_ready: {
		name: m.notifications_kind_bed_ready,
		say: ({ patient, text, moment }) => ({
			title: m.notifications_bed_ready({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.notifications_bed_until({ time: moment('until') }))
		})
	},
	bed_request_placed: {
		name: m.notifications_kind_bed_request_placed,
		say: ({ patient, text }) => ({
			title: sentence(m.notifications_bed_request_placed({ patient: somebody(patient) })),
			text: bedPlace(text)
		})
	},
	reservation_lapsed: {
		name: m.notifications_kind_reservation_lapsed,
		say: ({ patient, text }) => ({
			title: m.notifications_reservation_lapsed({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.notifications_reservation_lapsed_text())
		})
	},
	reservation_dropped: {
		name: m.notifications_kind_reservation_dropped,
		say: ({ patient, text }) => ({
			title: m.notifications_reservation_dropped({ patient: somebody(patient) }),
			text: joined(bedPlace(text), m.notifications_reservation_lapsed_text())
		})
	},
	follow_up_due: {
		name: m.notifications_kind_follow_up_due,
		say: ({ doctor, text }) => ({
			title: m.notifications_follow_up_due(),
			text: joined(doctor, dueBetween(text('due_from'), text('due_until')))
		})
	}
};

const kindOf = (kind: string): Kind | undefined =>
	Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;

/** What a kind is called where one chooses among kinds. */
export const kindName = (kind: string): string =>
	kindOf(kind)?.name() ?? m.notifications_kind_other();

export function wordsFor(
	{ kind, params }: Pick<Notification, 'kind' | 'params'>,
	zone: string
): NotificationWords {
	const told = toldIn(params, zone);
	return kindOf(kind)?.say(told) ?? { title: m.notifications_other(), text: told.when };
}

/** The params are written by database triggers, yet they are data: what is missing reads as nothing. */
function toldIn(params: Notification['params'], zone: string): Told {
	const text = (name: string): string => {
		if (params === null || typeof params !== 'object' || Array.isArray(params)) return '';
		const value = params[name];
		return typeof value === 'string' ? value : '';
	};
	const instant = (name: string) => {
		const at = text(name);
		return Number.isNaN(Date.parse(at)) ? null : at;
	};
	const moment = (name: string): string => {
		const at = instant(name);
		return at ? m.notifications_when({ day: formatDay(at, zone), time: formatTime(at, zone) }) : '';
	};
	return {
		patient: text('patient_name'),
		doctor: text('doctor_name'),
		when: whenOf(instant('starts_at'), instant('previous_starts_at'), zone),
		text,
		moment
	};
}

function whenOf(at: string | null, before: string | null, zone: string): string {
	if (!at) return '';
	const now = { day: formatDay(at, zone), time: formatTime(at, zone) };
	if (!before) return m.notifications_when(now);
	return m.notifications_moved_when({
		...now,
		previousDay: formatDay(before, zone),
		previousTime: formatTime(before, zone)
	});
}
