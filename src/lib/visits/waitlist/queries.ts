import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef, type PatientRefRow } from '$lib/people/patients/names';
import { everyRow } from '$lib/app/lists/every-row';
import { mapRows, paged, type Page } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import { urgencies, type Urgency } from './urgency';

type Client = SupabaseClient<Database>;

/** A time held for somebody until they answer. */
export interface Offer {
	id: string;
	starts_at: string;
	expires_at: string;
	doctor: string;
}

/** Somebody who waits, with what they wait for. A name is null where the reader may not see that row. */
export interface Entry {
	id: string;
	status: string;
	urgency: Urgency;
	joined_at: string;
	earliest_on: string;
	latest_on: string | null;
	/** ISO: 1 Monday to 7 Sunday. */
	weekdays: number[];
	from_time: string;
	until_time: string;
	note: string | null;
	patient: PatientRef | null;
	doctor: { id: string; name: string } | null;
	specialty: { id: string; name: string } | null;
	visit_type: { id: string; name: string; requires_confirmation: boolean } | null;
	/** The visit an earlier time is wanted for. */
	visit: { id: string; starts_at: string } | null;
	/** The open offer, if there is one. */
	offer: Offer | null;
}

const columns =
	`id, status, urgency, joined_at, earliest_on, latest_on, weekdays, from_time, until_time, note,
	patient:patients(id, mrn, given_name, family_name, deceased_at),
	doctor:doctors(id, name),
	specialty:specialties(id, name),
	visit_type:visit_types(id, name, requires_confirmation),
	visit:appointments(id, starts_at),
	offers:waitlist_offers(id, starts_at, expires_at, doctor:doctors(name))` as const;

type Named = { id: string; name: string } | null;

interface EntryRow extends Omit<
	Entry,
	'urgency' | 'patient' | 'doctor' | 'specialty' | 'visit_type' | 'visit' | 'offer'
> {
	urgency: string;
	patient: PatientRefRow | null;
	doctor: Named;
	specialty: Named;
	visit_type: Entry['visit_type'];
	visit: { id: string; starts_at: string } | null;
	offers: {
		id: string;
		starts_at: string;
		expires_at: string;
		doctor: { name: string } | null;
	}[];
}

function toEntry({ patient, offers, urgency, ...row }: EntryRow): Entry {
	const [offer] = offers;
	return {
		...row,
		urgency: urgencies.find((known) => known === urgency) ?? 'routine',
		patient: patientRef(patient),
		offer: offer ? { ...offer, doctor: offer.doctor?.name ?? '' } : null
	};
}

/** What these patients wait for, the offers first, each with its place in the line. */
export async function ownEntries(
	client: Client,
	patientIds: readonly string[]
): Promise<(Entry & { place: number | null })[]> {
	const { data } = await client
		.from('waitlist_entries')
		.select(columns)
		.in('patient_id', patientIds)
		.in('status', ['waiting', 'offered'])
		.eq('offers.status', 'open')
		.order('joined_at')
		.throwOnError();
	const places = await client
		.rpc('waitlist_places', { p_entry_ids: data.map(({ id }) => id) })
		.throwOnError();
	const placeOf = new Map(places.data.map(({ entry_id, place }) => [entry_id, place]));
	return data.map((row) => ({ ...toEntry(row), place: placeOf.get(row.id) ?? null }));
}

export interface BoardFilters {
	doctor: string;
	specialty: string;
	urgency: string;
}

/** Everybody who waits, the most urgent first, then who waits longest; those asked just now apart. */
export async function waitlistBoard(
	client: Client,
	filters: BoardFilters,
	/** The doctors of the specialty looked for: who waits for one of them waits in that specialty. */
	doctorIds: readonly string[],
	{ page = 1, size = 25 }: { page?: number; size?: number }
): Promise<{ offered: Entry[]; waiting: Page<Entry> }> {
	const list = (status: string) => {
		let query = client
			.from('waitlist_entries')
			.select(columns, { count: 'exact' })
			.eq('status', status)
			.eq('offers.status', 'open');
		if (filters.doctor) query = query.eq('doctor_id', filters.doctor);
		if (filters.specialty) {
			query = query.or(
				`specialty_id.eq.${filters.specialty},doctor_id.in.(${doctorIds.join(',')})`
			);
		}
		if (filters.urgency) query = query.eq('urgency', filters.urgency);
		return query.order('priority').order('joined_at').order('id');
	};
	const [offered, waiting] = await Promise.all([
		everyRow(list('offered'), ['id']),
		paged(list('waiting'), { page, size })
	]);
	return { offered: offered.map(toEntry), waiting: mapRows(waiting, toEntry) };
}

/** One entry, or null when there is none or it is not the caller's to see. */
export async function entryById(client: Client, id: string): Promise<Entry | null> {
	const { data } = await client
		.from('waitlist_entries')
		.select(columns)
		.eq('id', id)
		.eq('offers.status', 'open')
		.maybeSingle()
		.throwOnError();
	return data && toEntry(data);
}

/** What the link of a message offers; null when it leads nowhere any more. */
export interface LinkedOffer {
	doctor_name: string;
	specialty_name: string;
	visit_type_name: string;
	duration_minutes: number;
	/** Accepted, it is a request until the hospital confirms it. */
	requires_confirmation: boolean;
	starts_at: string;
	expires_at: string;
	/** The visit the offered time would bring forward. */
	moved_from: string | null;
}

export async function linkedOffer(client: Client, token: string): Promise<LinkedOffer | null> {
	const { data } = await client
		.rpc('offer_by_link', { p_token: token })
		.maybeSingle()
		.throwOnError();
	return data;
}
