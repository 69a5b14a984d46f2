import { m } from '$lib/paraglide/messages.js';
import { formatDay, formatTime } from '$lib/app/time/format';

/** What an accepted offer has become. */
export interface Accepted {
	starts_at: string;
	status: string;
}

/** What is said to whoever accepted an offer by its link: a visit is expected once the hospital has confirmed it. */
export function acceptedWords({ starts_at, status }: Accepted, zone: string) {
	const when = { day: formatDay(starts_at, zone), time: formatTime(starts_at, zone) };
	return status === 'requested'
		? {
				title: m.waitlist_link_requested(),
				text: m.waitlist_link_requested_text(when),
				more: m.waitlist_link_requested_more()
			}
		: {
				title: m.waitlist_link_accepted(),
				text: m.waitlist_link_accepted_text(when),
				more: m.waitlist_link_accepted_more()
			};
}
