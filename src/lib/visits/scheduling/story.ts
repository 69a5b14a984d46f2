import { m } from '$lib/paraglide/messages.js';
import type { VisitEvent } from './queries';
import { isVisitStatus, statusLabel } from './status';
import { formatDateTime } from '$lib/app/time/format';

const titles: Record<string, () => string> = {
	booked: m.calendar_event_booked,
	rescheduled: m.calendar_event_rescheduled,
	room_changed: m.calendar_event_room_changed,
	confirmed: m.calendar_event_confirmed,
	checked_in: m.calendar_event_checked_in,
	started: m.calendar_event_started,
	completed: m.calendar_event_completed,
	cancelled: m.calendar_event_cancelled,
	no_show: m.calendar_event_no_show
};

/* Steps back say where from, or where to. */
const label = (status: string | null) => (isVisitStatus(status) ? statusLabel(status) : '');

/** What happened, in words; a kind this screen does not know yet keeps its own name. */
export function eventTitle({ kind, from_status, to_status }: VisitEvent): string {
	if (kind === 'undone' && from_status === to_status) return m.calendar_event_moved_back();
	if (kind === 'undone' && to_status === 'cancelled') return m.calendar_event_booking_undone();
	if (kind === 'undone') return m.calendar_event_undone({ from: label(from_status) });
	if (kind === 'stepped_back') return m.calendar_event_stepped_back({ to: label(to_status) });
	return titles[kind]?.() ?? kind;
}

export function actorOf({ actor, actor_name }: VisitEvent): string {
	if (actor === 'self') return m.calendar_actor_self();
	if (actor === 'system') return m.calendar_actor_system();
	if (actor === 'patient') {
		return actor_name ? m.calendar_actor_patient({ name: actor_name }) : m.scheduling_patient();
	}
	return actor_name ?? m.calendar_actor_staff();
}

/** From where to where; null for what moved nothing. */
export function changeOf(event: VisitEvent, zone: string): string | null {
	const place = (at: string | null, ...names: (string | null)[]) =>
		[at && formatDateTime(at, zone), ...names].filter(Boolean).join(', ');
	if (event.kind === 'rescheduled' || (event.kind === 'undone' && event.starts_at)) {
		const from = place(event.previous_starts_at, event.previous_doctor_name);
		return m.calendar_from_to({ from, to: place(event.starts_at, event.doctor_name) });
	}
	if (event.kind === 'room_changed') {
		return m.calendar_from_to({
			from: event.previous_room_name ?? m.calendar_no_room(),
			to: event.room_name ?? m.calendar_no_room()
		});
	}
	if (event.kind === 'booked') return place(event.starts_at, event.doctor_name) || null;
	return null;
}
