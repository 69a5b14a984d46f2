import type { SupabaseClient } from '@supabase/supabase-js';
import {
	catalogue,
	visitTypesFor,
	type Catalogue,
	type Doctor,
	type Specialty,
	type VisitType
} from '$lib/people/directory/queries';
import type { Database } from '$lib/app/supabase/database.types';
import { addDays, dayOf, daysBetween, parseDay, type Day } from '$lib/app/time/days';
import { daySpan } from '$lib/app/time/instants.server';
import { firstFree, freeSlots, hasBeenTo, type Visit } from './queries';
import { usualType } from './usual-type';
import {
	earliest,
	groupByDay,
	openDay,
	parseSlotKey,
	type NamedSlot,
	type Slot,
	type SlotDay
} from './slots';

/** Days of free times shown at once. */
export const boardDays = 7;

/** How far ahead people may leaf, so that an address cannot ask for the year 9999. */
const furthestDays = 365;

/** What has been chosen so far. It lives in the address, so that every step works without JavaScript. */
export interface Choice {
	specialty: string | null;
	doctor: string | null;
	/** Several doctors of the specialty to see side by side; none means all of them. */
	among: string[];
	type: string | null;
	/** First day of the week shown. */
	from: Day | null;
	/** The day opened in it. */
	day: Day | null;
	slot: Omit<Slot, 'ends_at'> | null;
}

export function readChoice(query: URLSearchParams): Choice {
	return {
		specialty: query.get('specialty') || null,
		doctor: query.get('doctor') || null,
		among: query.getAll('among'),
		type: query.get('type') || null,
		from: parseDay(query.get('from')),
		day: parseDay(query.get('day')),
		slot: parseSlotKey(query.get('slot'))
	};
}

/** A week of free times, of one doctor or of several side by side. */
export interface SlotWeek {
	days: SlotDay[];
	open: Day | null;
	/** Doctors with a column, in order. */
	doctors: Doctor[];
	/** The soonest times of all, whichever week is shown. */
	first: NamedSlot[];
	/** First days of the weeks before and after; null where there is none to go to. */
	previous: Day | null;
	next: Day | null;
}

export interface BookingOffer {
	catalogue: Catalogue;
	/** The care chosen, complete enough to look for times; null while it is not. */
	care: {
		specialty: Specialty;
		doctor: Doctor | null;
		/** Those chosen to be seen side by side; empty when one or all are shown. */
		among: Doctor[];
		/** Everybody in the specialty, for changing one's mind. */
		colleagues: Doctor[];
		type: VisitType;
		types: VisitType[];
	} | null;
	/** null until the care is chosen, and once a time is. */
	week: SlotWeek | null;
	/** The time chosen, with its doctor; null while there is none. */
	chosen: { doctor_id: string; starts_at: string; doctor: Doctor } | null;
}

type Client = SupabaseClient<Database>;

/** The soonest free times of a few doctors taken together. */
async function firstAmong(
	client: Client,
	care: { specialtyId: string; visitTypeId: string },
	doctors: readonly Doctor[],
	from: string
): Promise<Slot[]> {
	const each = await Promise.all(
		doctors.map(({ id }) => firstFree(client, { ...care, doctorId: id }, from))
	);
	return earliest(each.flat(), 3);
}

/** The free times around the chosen week. Without one, the week of the first free time is shown. */
export async function slotWeek(
	client: Client,
	care: {
		specialtyId: string;
		doctor: Doctor | null;
		among: Doctor[];
		colleagues: Doctor[];
		visitTypeId: string;
	},
	choice: Pick<Choice, 'from' | 'day'>,
	{ zone, now }: { zone: string; now: Date }
): Promise<SlotWeek> {
	const today = dayOf(now, zone);
	const several = care.among.length > 0 ? care.among : care.colleagues;
	const shown = care.doctor ? [care.doctor] : several;
	const ids = shown.map(({ id }) => id);
	const wanted = {
		specialtyId: care.specialtyId,
		doctorId: care.doctor?.id ?? null,
		visitTypeId: care.visitTypeId
	};
	const soonest =
		care.doctor || care.among.length === 0
			? firstFree(client, wanted, now.toISOString())
			: firstAmong(client, wanted, care.among, now.toISOString());

	let from = choice.from ?? choice.day;
	if (!from) {
		const [best] = await soonest;
		const bestDay = best ? dayOf(best.starts_at, zone) : today;
		from = daysBetween(today, bestDay) < boardDays ? today : bestDay;
	}
	if (daysBetween(today, from) < 0) from = today;
	if (daysBetween(today, from) > furthestDays) from = addDays(today, furthestDays);

	const until = addDays(from, boardDays);
	const span = daySpan(from, zone, addDays(until, -1));
	const [slots, first] = await Promise.all([
		freeSlots(
			client,
			ids,
			from === today ? now.toISOString() : span.from,
			span.until,
			care.visitTypeId
		),
		soonest
	]);
	const days = groupByDay(slots, ids, from, boardDays, zone);
	const names = new Map(shown.map(({ id, name }) => [id, name]));
	const before = addDays(from, -boardDays);
	return {
		days,
		open: openDay(days, choice.day),
		doctors: shown,
		first: first.map((slot) => ({ ...slot, doctor_name: names.get(slot.doctor_id) ?? '' })),
		previous: from === today ? null : daysBetween(today, before) < 0 ? today : before,
		next: daysBetween(today, until) > furthestDays ? null : until
	};
}

/** Leaves out the care nobody could be booked for, so that no choice leads to a dead end. */
function bookable(all: Catalogue, byPatient: boolean): Catalogue {
	const specialties = all.specialties.filter(
		({ id }) => visitTypesFor(all, id, byPatient).length > 0
	);
	const ids = new Set(specialties.map(({ id }) => id));
	return {
		...all,
		specialties,
		doctors: all.doctors.filter(({ specialty_id }) => ids.has(specialty_id))
	};
}

/** Everything the booking steps show for what has been chosen so far. */
export async function bookingOffer(
	client: Client,
	choice: Choice,
	options: { zone: string; now: Date; byPatient: boolean; patientId?: string | null }
): Promise<BookingOffer> {
	const all = bookable(await catalogue(client), options.byPatient);
	const doctor = all.doctors.find(({ id }) => id === choice.doctor) ?? null;
	const specialty = all.specialties.find(
		({ id }) => id === (doctor ? doctor.specialty_id : choice.specialty)
	);
	if (!specialty) return { catalogue: all, care: null, week: null, chosen: null };

	const types = visitTypesFor(all, specialty.id, options.byPatient);
	const asked = types.find(({ id }) => id === choice.type);
	const type =
		asked ??
		usualType(
			types,
			options.patientId ? await hasBeenTo(client, options.patientId, specialty.id) : true
		);
	if (!type) return { catalogue: all, care: null, week: null, chosen: null };

	const colleagues = all.doctors.filter(({ specialty_id }) => specialty_id === specialty.id);
	const among = doctor ? [] : colleagues.filter(({ id }) => choice.among.includes(id));
	const care = { specialty, doctor, among, colleagues, type, types };
	const chosenDoctor = colleagues.find(({ id }) => id === choice.slot?.doctor_id);
	if (choice.slot && chosenDoctor) {
		const chosen = { ...choice.slot, doctor: chosenDoctor };
		return { catalogue: all, care, week: null, chosen };
	}
	const week = await slotWeek(
		client,
		{ specialtyId: specialty.id, doctor, among, colleagues, visitTypeId: type.id },
		choice,
		options
	);
	return { catalogue: all, care, week, chosen: null };
}

/**
 * Times a visit can be moved to. Its kind stays; the doctor does too unless another, or anybody of the
 * specialty, is asked for. `care` is null when its doctor or kind is no longer offered at all.
 */
export async function moveOffer(
	client: Client,
	visit: Pick<Visit, 'doctor' | 'visit_type'>,
	choice: Choice,
	options: { zone: string; now: Date }
): Promise<Pick<BookingOffer, 'care' | 'week' | 'chosen'>> {
	const offer = await bookingOffer(
		client,
		{
			...choice,
			specialty: visit.doctor?.specialty_id ?? null,
			doctor: choice.doctor ?? (choice.specialty ? null : (visit.doctor?.id ?? null)),
			type: visit.visit_type?.id ?? null
		},
		{ ...options, byPatient: false }
	);
	const same = offer.care?.type.id === visit.visit_type?.id;
	return same ? offer : { care: null, week: null, chosen: null };
}
