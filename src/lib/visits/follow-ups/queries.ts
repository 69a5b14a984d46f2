import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef, type PatientRefRow } from '$lib/people/patients/names';
import { mapRows, paged, type Page } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Something a doctor has asked for. A name is null where the reader may not see that row. */
export interface FollowUp {
	id: string;
	kind: string;
	status: string;
	due_from: string;
	due_until: string;
	reason: string | null;
	patient: PatientRef | null;
	doctor: { id: string; name: string } | null;
	visit_type: { id: string; name: string } | null;
	/** The visit booked for it. */
	visit: { id: string; starts_at: string } | null;
}

const columns = `id, kind, status, due_from, due_until, reason,
	patient:patients(id, mrn, given_name, family_name, deceased_at),
	doctor:doctors(id, name),
	visit_type:visit_types(id, name),
	visit:appointments!follow_ups_appointment_id_fkey(id, starts_at)` as const;

interface FollowUpRow extends Omit<FollowUp, 'patient'> {
	patient: PatientRefRow | null;
}

const toFollowUp = ({ patient, ...row }: FollowUpRow): FollowUp => ({
	...row,
	patient: patientRef(patient)
});

/** What these patients have been asked to come for and have not been to yet, soonest due first. */
export async function ownFollowUps(
	client: Client,
	patientIds: readonly string[]
): Promise<FollowUp[]> {
	const { data } = await client
		.from('follow_ups')
		.select(columns)
		.in('patient_id', patientIds)
		.in('status', ['open', 'booked'])
		.order('due_from')
		.limit(50)
		.throwOnError();
	return data.map(toFollowUp);
}

/** Follow-ups of one status, of one doctor or of everybody the caller sees, soonest due first. */
export async function followUpList(
	client: Client,
	{
		doctorId,
		status,
		page = 1,
		size = 25
	}: { doctorId: string | null; status: string; page?: number; size?: number }
): Promise<Page<FollowUp>> {
	let query = client.from('follow_ups').select(columns, { count: 'exact' }).eq('status', status);
	if (doctorId) query = query.eq('doctor_id', doctorId);
	return mapRows(await paged(query.order('due_from').order('id'), { page, size }), toFollowUp);
}

/** One visit of a series that is being planned. */
export interface PlannedVisit {
	number: number;
	starts_at: string;
	free: boolean;
	/** The nearest free time when that one is not; null when there is none within days. */
	nearest_at: string | null;
}

/** What a series would be, visit by visit. */
export async function previewSeries(
	client: Client,
	plan: {
		patientId: string;
		doctorId: string;
		visitTypeId: string;
		startsAt: string;
		every: string;
		count: number;
	}
): Promise<PlannedVisit[]> {
	const { data } = await client
		.rpc('preview_series', {
			p_patient_id: plan.patientId,
			p_doctor_id: plan.doctorId,
			p_visit_type_id: plan.visitTypeId,
			p_starts_at: plan.startsAt,
			p_every: plan.every,
			p_count: plan.count
		})
		.throwOnError();
	return data;
}

/** A series with visits still to come. */
export interface Series {
	id: string;
	doctor: string;
	visit_type: string;
	coming: { id: string; starts_at: string }[];
}

/** The series of a patient of which something is still to come. */
export async function comingSeries(client: Client, patientId: string): Promise<Series[]> {
	const { data } = await client
		.from('appointment_series')
		.select(
			`id, doctor:doctors(name), visit_type:visit_types(name),
			coming:appointments!appointments_series_id_fkey!inner(id, starts_at)`
		)
		.eq('patient_id', patientId)
		.in('coming.status', ['requested', 'confirmed'])
		.gt('coming.starts_at', new Date().toISOString())
		.order('created_at')
		.throwOnError();
	return data.map(({ id, doctor, visit_type, coming }) => ({
		id,
		doctor: doctor?.name ?? '',
		visit_type: visit_type?.name ?? '',
		coming: [...coming].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))
	}));
}
