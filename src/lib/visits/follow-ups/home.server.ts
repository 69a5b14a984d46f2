import { resolve } from '$app/paths';
import { addDays, dayOf } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { m } from '$lib/paraglide/messages.js';
import type { HomeSource } from '$lib/people/portal/home';
import { ownFollowUps } from './queries';
import { dueWords, followUpStatus } from './words';

/** A check-up is on top of the home from so many days before it is due. */
const daysAhead = 14;

/** What the patient has been asked to come for, and has not booked yet. */
export default (async (client, { patientIds, now, zone }) => {
	const today = dayOf(now, zone);
	return (await ownFollowUps(client, patientIds))
		.filter(
			({ status, kind, due_from }) =>
				status === 'open' && kind === 'visit' && due_from <= addDays(today, daysAhead)
		)
		.map((followUp) => ({
			id: `follow-up ${followUp.id}`,
			until: startOfDay(addDays(followUp.due_until, 1), zone),
			title: `${followUp.visit_type?.name ?? m.follow_up_visit()}: ${followUpStatus(followUp, today)}`,
			text: [dueWords(followUp), followUp.doctor?.name].filter(Boolean).join(' · '),
			action: m.scheduling_book_visit(),
			href: `${resolve('/portal/book')}?${new URLSearchParams({
				patient: followUp.patient?.id ?? '',
				doctor: followUp.doctor?.id ?? '',
				type: followUp.visit_type?.id ?? ''
			})}`,
			patient: followUp.patient?.name ?? null
		}));
}) satisfies HomeSource;
