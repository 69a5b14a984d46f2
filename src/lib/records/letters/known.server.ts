import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { running } from '$lib/records/prescriptions/queries';
import { lastReconciliation } from '$lib/records/reconciliation/queries';
import type { Known } from './fill';

type Client = SupabaseClient<Database>;

interface About {
	patientId: string;
	visit: string | null;
	stay: string | null;
	doctor: string;
	zone: string;
}

const codeColumn = 'code:codes(code, display, display_es)' as const;

/** What of an open chart goes into a letter. */
export async function knownFor(
	client: Client,
	{ patientId, visit, stay, doctor, zone }: About
): Promise<Known> {
	const [patient, at, diagnosed, problems, medicines, reconciled, allergies, denied, measured] =
		await Promise.all([
			client
				.from('patients')
				.select('full_name, mrn, birth_date')
				.eq('id', patientId)
				.single()
				.throwOnError(),
			whenOf(client, { visit, stay }),
			diagnosesAt(client, { patientId, visit, stay }),
			client
				.from('problems')
				.select(`text, certainty, ${codeColumn}`)
				.eq('patient_id', patientId)
				.eq('status', 'active')
				.is('voided_at', null)
				.order('recorded_at')
				.order('id')
				.limit(30)
				.throwOnError(),
			running(client, patientId),
			stay ? lastReconciliation(client, patientId, stay) : null,
			client
				.from('allergies')
				.select('substance, reaction, severity, certainty')
				.eq('patient_id', patientId)
				.eq('status', 'active')
				.order('substance')
				.limit(50)
				.throwOnError(),
			client
				.from('allergy_denials')
				.select('recorded_at')
				.eq('patient_id', patientId)
				.is('ended_at', null)
				.maybeSingle()
				.throwOnError(),
			client
				.from('measurements')
				.select('kind, value, second_value, unit, measured_at')
				.eq('patient_id', patientId)
				.is('voided_at', null)
				.order('measured_at', { ascending: false })
				.order('id', { ascending: false })
				.limit(60)
				.throwOnError()
		]);
	const named = [...diagnosed, ...problems.data].map(({ text, certainty, code }) => ({
		text,
		// Words of one's own beside a code are said as they were written.
		text_es: (code?.display === text && code.display_es) || text,
		certainty,
		code: code?.code ?? null
	}));
	return {
		patient: {
			name: patient.data.full_name ?? '',
			mrn: patient.data.mrn,
			birth_date: patient.data.birth_date
		},
		doctor,
		...at,
		today: new Date().toISOString(),
		zone,
		// What is both a diagnosis of the visit and on the problem list is said once.
		diagnoses: named.filter(
			({ text }, place) => named.findIndex((other) => other.text === text) === place
		),
		medicines,
		reconciled: reconciled?.occasion === 'discharge' ? reconciled : null,
		allergies: allergies.data,
		deniedAt: denied.data?.recorded_at ?? null,
		measurements: measured.data
	};
}

async function whenOf(
	client: Client,
	{ visit, stay }: { visit: string | null; stay: string | null }
): Promise<Pick<Known, 'from' | 'until' | 'stay'>> {
	if (visit) {
		const { data } = await client
			.from('appointments')
			.select('starts_at')
			.eq('id', visit)
			.maybeSingle()
			.throwOnError();
		if (data) return { from: data.starts_at, until: null, stay: false };
	}
	if (stay) {
		const { data } = await client
			.from('admissions')
			.select('admitted_at, discharged_at')
			.eq('id', stay)
			.maybeSingle()
			.throwOnError();
		if (data) return { from: data.admitted_at, until: data.discharged_at, stay: true };
	}
	return { from: new Date().toISOString(), until: null, stay: false };
}

/** What was diagnosed at the visit or during the stay, the main diagnosis first. */
async function diagnosesAt(
	client: Client,
	{ patientId, visit, stay }: Pick<About, 'patientId' | 'visit' | 'stay'>
) {
	if (!visit && !stay) return [];
	const asked = client
		.from('diagnoses')
		.select(
			`text, certainty, ${codeColumn}, encounter:encounters!inner(appointment_id, admission_id)`
		)
		.eq('patient_id', patientId)
		.is('voided_at', null);
	const { data } = await (
		visit
			? asked.eq('encounter.appointment_id', visit)
			: asked.eq('encounter.admission_id', stay ?? '')
	)
		.order('rank')
		.order('diagnosed_at')
		.order('id')
		.limit(30)
		.throwOnError();
	return data;
}
