import { m } from '$lib/paraglide/messages.js';
import { formatDay, formatTime } from '$lib/ui/format';
import type { Notification } from './queries';

/** What a notification says, in the reader's language and the hospital's time. */
export interface NotificationWords {
	title: string;
	text: string;
}

/** The params are written by database triggers, yet they are data: what is missing reads as nothing. */
function text(params: Notification['params'], name: string): string {
	if (params === null || typeof params !== 'object' || Array.isArray(params)) return '';
	const value = params[name];
	return typeof value === 'string' ? value : '';
}

export function wordsFor(
	{ kind, params }: Pick<Notification, 'kind' | 'params'>,
	zone: string
): NotificationWords {
	const patient = text(params, 'patient_name');
	const doctor = text(params, 'doctor_name');
	const when = whenOf(params, zone);
	const withDoctor = [when, doctor].filter(Boolean).join(' · ');
	const withReason = (said: string) => [said, text(params, 'reason')].filter(Boolean).join(' · ');

	switch (kind) {
		case 'appointment_booked':
			return { title: m.notifications_appointment_booked({ patient }), text: withReason(when) };
		case 'appointment_rescheduled':
			return { title: m.notifications_appointment_rescheduled({ patient }), text: when };
		case 'appointment_cancelled':
			return { title: m.notifications_appointment_cancelled({ patient }), text: withReason(when) };
		case 'patient_arrived':
			return { title: m.notifications_patient_arrived({ patient }), text: when };
		case 'appointment_confirmed':
			return { title: m.notifications_appointment_confirmed(), text: withDoctor };
		case 'appointment_moved':
			return { title: m.notifications_appointment_moved(), text: withDoctor };
		case 'appointment_called_off':
			return { title: m.notifications_appointment_called_off(), text: withReason(withDoctor) };
		default:
			return { title: m.notifications_other(), text: when };
	}
}

function whenOf(params: Notification['params'], zone: string): string {
	const at = text(params, 'starts_at');
	if (!at) return '';
	const before = text(params, 'previous_starts_at');
	const now = { day: formatDay(at, zone), time: formatTime(at, zone) };
	if (!before) return m.notifications_when(now);
	return m.notifications_moved_when({
		...now,
		previousDay: formatDay(before, zone),
		previousTime: formatTime(before, zone)
	});
}
