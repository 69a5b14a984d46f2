import type { SupabaseClient } from '@supabase/supabase-js';
import { everyRow } from '$lib/app/lists/every-row';
import type { Database } from '$lib/app/supabase/database.types';
import type { Finding } from './findings';
import type { Step } from './steps';

type Client = SupabaseClient<Database>;

const columns =
	`id, patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, as_needed, as_needed_for, max_per_day, timing,
	instructions, indication, starts_on, ends_on, supply_days, quantity, repeats, status, staff_name, signed_at, ended_at, end_reason,
	verification_code, version` as const;

const typed = <Row extends { steps: unknown }>(row: Row) => ({
	...row,
	steps: row.steps as Step[]
});

/** All that runs now, of one's own record on the portal or of a chart that is open. */
export async function running(client: Client, patientId: string) {
	const rows = await everyRow(
		client
			.from('prescriptions')
			.select(columns)
			.eq('patient_id', patientId)
			.eq('status', 'active')
			.order('as_needed')
			.order('medicine'),
		['id']
	);
	return rows.map(typed);
}

export interface Check {
	id: string;
	occasion: string;
	because: string | null;
	result: string;
	findings: Finding[];
	checked_at: string;
	override_reason: string | null;
	overrider: { full_name: string } | null;
}

/**
 * What somebody takes and took, each with the check that was made last and what colleagues wrote of it: all drafts and all that
 * runs, and the last hundred of what is over.
 */
export async function prescriptionsOf(client: Client, patientId: string) {
	const some = (states: string[]) =>
		client
			.from('prescriptions')
			.select(
				`${columns}, checks:prescription_checks(id, occasion, because, result, findings, checked_at, override_reason,
				overrider:staff!prescription_checks_overridden_by_fkey(full_name))`
			)
			.eq('patient_id', patientId)
			.in('status', states)
			.order('created_at', { ascending: false })
			.order('checked_at', { referencedTable: 'checks', ascending: false })
			.limit(1, { referencedTable: 'checks' });
	const [open, { data: past }, { data: words, error: shut }] = await Promise.all([
		everyRow(some(['draft', 'active']), ['id']),
		some(['changed', 'renewed', 'stopped', 'completed']).order('id').limit(100).throwOnError(),
		client.rpc('prescription_words', { p_patient_id: patientId })
	]);
	// Of a chart that is shut nothing is read, and the screen says so.
	if (shut && shut.code !== 'PT404') throw shut;
	const written = new Map(words?.map((row) => [row.id, row]));
	return [...open, ...past].map(({ checks, ...row }) => ({
		...typed(row),
		override_reason: written.get(row.id)?.override_reason ?? null,
		end_words: written.get(row.id)?.end_words ?? null,
		check: (checks[0] as unknown as Check | undefined) ?? null
	}));
}
export type Prescription = Awaited<ReturnType<typeof prescriptionsOf>>[number];

/** One with what stands on its paper; null where it is not signed or not to be read. */
export async function signedById(client: Client, patientId: string, id: string) {
	const { data } = await client
		.from('prescriptions')
		.select(`${columns}, patient:patients(given_name, family_name, birth_date, mrn)`)
		.eq('id', id)
		.eq('patient_id', patientId)
		.not('signed_at', 'is', null)
		.maybeSingle()
		.throwOnError();
	return data && typed(data);
}
export type Signed = NonNullable<Awaited<ReturnType<typeof signedById>>>;

/** Requests for repeats of what a patient takes, the newest first. */
export async function requestsOf(client: Client, patientId: string) {
	const { data } = await client
		.from('repeat_requests')
		.select('id, prescription_id, status, asked_at, answered_at, answer')
		.eq('patient_id', patientId)
		.order('asked_at', { ascending: false })
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}

export async function repeatInbox(client: Client) {
	const { data } = await client.rpc('repeat_inbox').throwOnError();
	return data;
}
export type RepeatAsked = Awaited<ReturnType<typeof repeatInbox>>[number];

/** What the check would say of a renewal. */
export const previewRenewal = (client: Client, id: string) =>
	client.rpc('preview_renewal', { p_prescription_id: id });

/** A medicine as it is found. */
export interface FoundMedicine {
	id: string;
	name: string;
	name_es: string;
	unit: string;
	routes: string[];
	mapped: boolean;
	ingredients: { unit: string }[];
}
export async function searchMedicines(
	client: Client,
	query: string,
	signal: AbortSignal
): Promise<FoundMedicine[]> {
	const { data } = await client
		.rpc('search_medicines', { p_query: query, p_limit: 12 })
		.abortSignal(signal)
		.throwOnError();
	return data.map((row) => ({
		...row,
		ingredients: row.ingredients as unknown as { unit: string }[]
	}));
}
/** Those that are prescribed already, to change what they say. */
export async function medicineById(client: Client, id: string): Promise<FoundMedicine | null> {
	const { data } = await client
		.from('medicines')
		.select(
			'id, name, name_es, unit, routes, mapped, ingredients:medicine_ingredients(unit:strength_unit)'
		)
		.eq('id', id)
		.order('place', { referencedTable: 'ingredients' })
		.maybeSingle()
		.throwOnError();
	return data;
}

/** What a paper's code stands for; null where there is no such code. */
export async function verifyPrescription(client: Client, code: string) {
	const { data } = await client.rpc('verify_prescription', { p_code: code }).throwOnError();
	const found = data[0];
	return found ? typed(found) : null;
}
