import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Line } from '$lib/records/prescriptions/sets';
import type { Step } from '$lib/records/prescriptions/steps';

type Client = SupabaseClient<Database>;

/** The stay of somebody who lies here; null of an out-patient. */
export async function stayOf(client: Client, patientId: string) {
	const { data } = await client
		.from('admissions')
		.select('id')
		.eq('patient_id', patientId)
		.is('discharged_at', null)
		.maybeSingle()
		.throwOnError();
	return data?.id ?? null;
}

type Wish = Omit<Line, 'medicine' | 'medicine_es' | 'retired'>;

/** What has to be decided on; `wish` is what is prescribed, as it would be again. */
export async function toReconcile(client: Client, admissionId: string) {
	const { data } = await client
		.rpc('medicines_to_reconcile', { p_admission_id: admissionId })
		.throwOnError();
	return data.map((row) => ({ ...row, wish: row.wish as unknown as Wish | null }));
}
export type ToReconcile = Awaited<ReturnType<typeof toReconcile>>[number];

export async function unreconciledStays(client: Client) {
	const { data } = await client.rpc('unreconciled_stays').throwOnError();
	return data;
}

const medicine =
	'medicine, medicine_es, route, steps, as_needed, as_needed_for, max_per_day, timing' as const;

/** What was decided last, or last of a stay, of a chart that is open; on the portal on leaving, which is what a patient is given. */
export async function lastReconciliation(
	client: Client,
	patientId: string,
	admissionId: string | null = null
) {
	const asked = client
		.from('reconciliations')
		.select(
			`id, occasion, done_at, staff_name, lines:reconciliation_lines(place, decision, reason, home:home_medicines(medicine, taking),
			was:prescriptions!reconciliation_lines_prescription_id_patient_id_fkey(${medicine}),
			becomes:prescriptions!reconciliation_lines_becomes_id_patient_id_fkey(${medicine}))`
		)
		.eq('patient_id', patientId);
	const { data } = await (admissionId ? asked.eq('admission_id', admissionId) : asked)
		.order('done_at', { ascending: false })
		.order('id')
		.order('place', { referencedTable: 'lines' })
		.limit(1)
		.maybeSingle()
		.throwOnError();
	const typed = <Row extends { steps: unknown }>(row: Row | null) =>
		row && { ...row, steps: row.steps as Step[] };
	return (
		data && {
			...data,
			lines: data.lines.map((line) => ({
				...line,
				was: typed(line.was),
				becomes: typed(line.becomes)
			}))
		}
	);
}
export type Reconciliation = NonNullable<Awaited<ReturnType<typeof lastReconciliation>>>;
