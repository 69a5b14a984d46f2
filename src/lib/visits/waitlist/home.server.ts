import { resolve } from '$app/paths';
import { formatDay, formatTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { HomeSource } from '$lib/people/portal/home';
import { ownEntries } from './queries';

/** Times held for the patient until they answer. */
export default (async (client, { patientIds, zone }) =>
	(await ownEntries(client, patientIds)).flatMap(({ offer, patient }) =>
		offer
			? [
					{
						id: `offer ${offer.id}`,
						until: offer.expires_at,
						counts: true,
						title: m.waitlist_offer_title(),
						text: `${formatDay(offer.starts_at, zone)}, ${formatTime(offer.starts_at, zone)} · ${offer.doctor}`,
						action: m.waitlist_home_answer(),
						href: resolve('/portal/waitlist'),
						patient: patient?.name ?? null
					}
				]
			: []
	)) satisfies HomeSource;
