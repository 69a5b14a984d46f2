import type { SupabaseClient } from '@supabase/supabase-js';
import { paged } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { Finding, Result } from '$lib/records/prescriptions/findings';
import type { DoseTimes } from './round';
import type { Step } from '$lib/records/prescriptions/steps';

type Client = SupabaseClient<Database>;

/** A dose by its day and its number on it; open as long as nothing was said of it. */
export interface Dose {
	prescription_id: string;
	day: string;
	no: number;
	due_at: string;
	late_at: string;
	missed_at: string;
	dose: number;
	unit: string;
	outcome: string | null;
}
export interface RoundDose extends Dose {
	medicine: string;
	medicine_es: string;
	route: string;
}

/** Who lies on a ward and what is due for them, in the order of the beds. */
export async function medicineRound(client: Client, wardId: string, from: string, until: string) {
	const { data } = await client
		.rpc('medicine_round', { p_ward_id: wardId, p_from: from, p_until: until })
		.throwOnError();
	return data.map((row) => ({ ...row, doses: row.doses as unknown as RoundDose[] }));
}
export type RoundPatient = Awaited<ReturnType<typeof medicineRound>>[number];

export interface Order {
	id: string;
	medicine_id: string;
	medicine: string;
	medicine_es: string;
	medicine_unit: string;
	route: string;
	steps: Step[];
	as_needed: boolean;
	as_needed_for: string | null;
	max_per_day: number | null;
	timing: string | null;
	instructions: string | null;
	indication: string | null;
	starts_on: string;
	ends_on: string | null;
	staff_name: string;
	override_reason: string | null;
	two_people: boolean;
	given_here: boolean;
	check: { result: Result; findings: Finding[]; override_reason: string | null; at: string } | null;
	overrides: string[];
	again_at: string | null;
	last_id: string | null;
	last_at: string | null;
	packs: string[];
}
export interface Administration {
	id: string;
	prescription_id: string;
	due_at: string | null;
	outcome: string;
	given_at: string;
	late: boolean;
	dose: number | null;
	unit: string | null;
	site: string | null;
	reason_kind: string | null;
	reason: string | null;
	patient_scanned: boolean;
	pack_scanned: boolean;
	unscanned_reason: string | null;
	lot: string | null;
	check_reason: string | null;
	staff_name: string;
	witness_name: string | null;
	recorded_at: string;
	effect: string | null;
	effect_words: string | null;
	effect_name: string | null;
	voided_at: string | null;
	void_reason: string | null;
	voided_name: string | null;
	medicine: string;
	medicine_es: string;
	route: string;
	as_needed: boolean;
}
export interface StayMedicines {
	day: string;
	rounds: { late_minutes: number; missed_minutes: number } | null;
	orders: Order[];
	doses: Dose[];
	done: Administration[];
	missed: { medicine: string; medicine_es: string; due_at: string }[];
}

/** What runs for a stay, what is due on a day (today, if null) and what was written of it. */
export async function stayMedicines(client: Client, admissionId: string, day: string | null) {
	const { data } = await client
		.rpc('stay_medicines', { p_admission_id: admissionId, ...(day && { p_day: day }) })
		.throwOnError();
	return data as unknown as StayMedicines;
}

/** Who may sign as the second person. */
export async function witnesses(client: Client, admissionId: string) {
	const { data } = await client
		.rpc('giving_witnesses', { p_admission_id: admissionId })
		.throwOnError();
	return data.map(({ staff_id, staff_name }) => ({ id: staff_id, name: staff_name }));
}

/** When a ward gives medicines. */
export async function roundsOf(client: Client, wardId: string) {
	const { data } = await client
		.from('medicine_rounds')
		.select('times, late_minutes, missed_minutes, version')
		.eq('ward_id', wardId)
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	// "08:00:00" of the database is 08:00 to people.
	const times = (data.times as string[]).map((time) => time.slice(0, 5));
	return { ...data, times };
}

/** How much of what was given in a month was scanned, and why not. */
export async function scanFigures(client: Client, wardId: string) {
	const { data } = await client.rpc('scan_figures', { p_ward_id: wardId }).single().throwOnError();
	return { ...data, reasons: data.reasons as { reason: string; count: number }[] };
}

/** When the open doses on a ward become late and when missed, stay by stay. */
export async function doseTimes(client: Client, wardId: string): Promise<DoseTimes[]> {
	const { data } = await client.rpc('ward_dose_marks', { p_ward_id: wardId }).throwOnError();
	return data;
}

/** Packs and what they hold, by the medicine's name. */
export const packs = (client: Client, page: number) =>
	paged(
		client
			.from('medicine_packs')
			.select('gtin, medicine:medicines!inner(name, name_es)', { count: 'exact' })
			.order('medicine(name)')
			.order('gtin'),
		{ page, size: 50 }
	);
