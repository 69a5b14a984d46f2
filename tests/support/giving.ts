import type { Person, TestDatabase } from './database.ts';
import { prescription, type Prescribed } from './medicines.ts';

/* A ward that gives medicines, for tests: what is prescribed there, what is due, and what became of it. */

export const paracetamol = { medicine: 'Paracetamol 500 mg tablets', dose: 2, times: 3, days: 5 };

/** Prescribed and signed by a doctor who has the chart open; gives the id. */
export const ordered = async (
	db: TestDatabase,
	doctor: Person,
	patientId: string,
	given: Prescribed = paracetamol
) => {
	const said = JSON.stringify(await prescription(db, given));
	return db.as(doctor, () =>
		db.value<string>('select public.prescribe($1, $2, true, $3)', [patientId, said, 'For the test'])
	);
};

/**
 * As if it had been signed at an hour of some day. The order is made anew as it would have been: a test chooses the day
 * and the hour, and none waits for a clock.
 */
export const asIfSigned = async (
	db: TestDatabase,
	id: string,
	at: string,
	{ atOnce = false, starts = 0 } = {}
) => {
	await db.rows('alter table public.prescriptions disable trigger prescriptions_110_signed');
	await db.rows(
		`update public.prescriptions set signed_at = $2::timestamp at time zone 'Europe/Madrid', starts_on = $2::date + $3::integer,
			ends_on = $2::date + $3::integer + (ends_on - starts_on) where id = $1`,
		[id, at, starts]
	);
	await db.rows('alter table public.prescriptions enable trigger prescriptions_110_signed');
	await db.rows(
		`select private.start_ward_order(prescribed, admission, $2::timestamp at time zone 'Europe/Madrid', $3)
		 from public.prescriptions prescribed join public.admissions admission on admission.id = prescribed.admission_id where prescribed.id = $1`,
		[id, at, atOnce]
	);
};

export interface Slot {
	day: string;
	no: number;
	at: string;
	dose: number;
	outcome: string | null;
}

/** What of a prescription is due between two instants of the hospital's clock, as its clock says it. */
export const slots = (db: TestDatabase, id: string, from: string, until: string) =>
	db.rows<Slot & Record<string, unknown>>(
		`select doses.dose_day::text as day, doses.dose_no as no, to_char(doses.due_at at time zone 'Europe/Madrid', 'DD HH24:MI') as at,
			doses.dose::float as dose, doses.outcome
		 from public.ward_orders ordered
		 cross join lateral private.doses_of(array[ordered.admission_id], $2::timestamp at time zone 'Europe/Madrid', $3::timestamp at time zone 'Europe/Madrid') doses
		 where ordered.prescription_id = $1 and doses.prescription_id = $1 order by doses.due_at, doses.dose_no`,
		[id, from, until]
	);
export const hours = async (...asked: Parameters<typeof slots>) =>
	(await slots(...asked)).map(({ at }) => at);

/** The doses of a prescription about now: six hours back and twelve ahead. */
export const dueNow = (db: TestDatabase, id: string) =>
	db.rows<{ day: string; no: number; due_at: Date; outcome: string | null }>(
		`select doses.dose_day::text as day, doses.dose_no as no, doses.due_at, doses.outcome from public.ward_orders ordered
		 cross join lateral private.doses_of(array[ordered.admission_id], now() - interval '24 hours', now() + interval '12 hours') doses
		 where ordered.prescription_id = $1 and doses.prescription_id = $1 order by doses.due_at`,
		[id]
	);

export interface Giving {
	outcome?: string;
	day?: string | null;
	no?: number | null;
	[argument: string]: unknown;
}

/** `give_dose` with its arguments by name; what is not scanned has a reason unless `p_unscanned_reason` says otherwise. */
export const give = (
	db: TestDatabase,
	id: string,
	{ outcome = 'given', day = null, no = null, ...rest }: Giving = {}
) => {
	const named = { p_unscanned_reason: 'No scanner here', ...rest };
	const names = Object.keys(named);
	return db.value<{ id?: string; error?: string; seconds?: number | null }>(
		`select public.give_dose($1, $2, $3, $4${names.map((name, at) => `, ${name} => $${at + 5}`).join('')})`,
		[id, outcome, day, no, ...Object.values(named)]
	);
};

/** Rounds every so many minutes about now, so that a dose of `times` a day is due about now, whatever the hour. */
export const roundNow = (db: TestDatabase, wardId: string, minutes = 0) =>
	db.rows(
		`update public.medicine_rounds set times = array[
			case when slot = time '00:00' then time '24:00' else slot end
		 ] from (
			select date_trunc('minute', (now() + make_interval(mins => $2)) at time zone 'Europe/Madrid')::time as slot
		 ) now where ward_id = $1`,
		[wardId, minutes]
	);
