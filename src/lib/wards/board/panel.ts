import type { SupabaseClient } from '@supabase/supabase-js';
import { fullName } from '$lib/people/patients/names';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** A move of one's own that can still be undone; see `undoable_moves` in the database. */
export interface UndoableMove {
	admission_id: string;
	kind: string;
	moved_at: string;
	undo_until: string;
	/** Null where the reader may not know who it is. */
	patient_name: string | null;
	other_name: string | null;
	from_label: string | null;
	to_label: string | null;
}

/** What a panel says of its bed beyond the board. */
export interface PanelFacts {
	stay: {
		expected_discharge_on: string | null;
		isolation: string | null;
		needs: string[];
		private: boolean;
		attending_id: string | null;
		mother_admission_id: string | null;
		diagnosis_group: string | null;
		override_reason: string | null;
		overridden: string[];
	} | null;
	/** Of each bed that is free for the patient, what can be overridden with a reason. */
	fits: Record<string, string[]>;
	/** What the patient stated of allergies and nobody has checked with them yet; for those who read the chart. */
	allergies_reported: { id: string; words: string | null }[];
	/** Who lies with the patient here. */
	newborns: { admission_id: string; name: string }[];
	/** The instant a closed bed was to be open again. */
	closed_until: string | null;
}

/** The newest move of the reader's that can still be undone, on a ward or anywhere. */
export async function undoableMove(client: Client, wardId?: string): Promise<UndoableMove | null> {
	const { data } = await client.rpc('undoable_moves', { p_ward_id: wardId }).throwOnError();
	return data[0] ?? null;
}

/* Nothing makes up for these. */
const firm = ['occupied', 'closed', 'housekeeping', 'reserved'];

async function freeBedsFor(client: Client, admissionId: string): Promise<Record<string, string[]>> {
	const { data } = await client.rpc('bed_fits', { p_admission_id: admissionId });
	return Object.fromEntries(
		(data ?? [])
			.filter(({ problems }) => !problems.some((problem) => firm.includes(problem)))
			.map(({ bed_id, problems }) => [bed_id, problems])
	);
}

async function newbornsOf(client: Client, admissionId: string): Promise<PanelFacts['newborns']> {
	const { data } = await client
		.from('admissions')
		.select('id, patients(given_name, family_name)')
		.eq('mother_admission_id', admissionId)
		.is('discharged_at', null)
		.throwOnError();
	return data.map(({ id, patients }) => ({
		admission_id: id,
		name: fullName(patients)
	}));
}

async function allergyReports(
	client: Client,
	patientId: string
): Promise<PanelFacts['allergies_reported']> {
	const { data } = await client
		.from('allergy_reports')
		.select('id, words')
		.eq('patient_id', patientId)
		.is('checked_at', null)
		.order('reported_at', { ascending: false })
		.throwOnError();
	return data;
}

/** What the reader may know of a bed they opened; `admits` when they may also move who lies there. */
export async function panelFacts(
	client: Client,
	bedId: string,
	admits: boolean
): Promise<PanelFacts> {
	const [{ data: stay }, { data: closure }] = await Promise.all([
		client
			.from('bed_stays')
			.select(
				`admission_id, override_reason, overridden,
				admissions!inner(patient_id, expected_discharge_on, isolation, needs, private, attending_id, mother_admission_id,
					diagnosis_group)`
			)
			.eq('bed_id', bedId)
			.eq('is_current', true)
			.maybeSingle()
			.throwOnError(),
		client
			.from('bed_closures')
			.select('expected_until')
			.eq('bed_id', bedId)
			.is('ended_at', null)
			.maybeSingle()
			.throwOnError()
	]);
	const [fits, newborns, allergies_reported] = await Promise.all([
		stay && admits ? freeBedsFor(client, stay.admission_id) : {},
		stay ? newbornsOf(client, stay.admission_id) : [],
		stay ? allergyReports(client, stay.admissions.patient_id) : []
	]);
	return {
		stay: stay && {
			...stay.admissions,
			override_reason: stay.override_reason,
			overridden: stay.overridden
		},
		fits,
		allergies_reported,
		newborns,
		closed_until: closure?.expected_until ?? null
	};
}
