import { error, json } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import type { KeptVisit } from '$lib/visits/scheduling/kept';
import type { KeptBed, KeptWard } from '$lib/wards/board/kept';
import { dayOf } from '$lib/app/time/days';
import { daySpan } from '$lib/app/time/instants.server';
import { doctorDay, hospitalDay } from '$lib/visits/scheduling/queries';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { bedBoard } from '$lib/wards/board/queries';
import type { Bed } from '$lib/wards/board/board';
import type { KeptWork } from '../kept';
import type { RequestHandler } from './$types';

/** A desk's day is not read in full by anybody; a device need not hold more. */
const visitsKept = 300;

/**
 * What the caller's device may keep: the beds of their wards and their schedule of today.
 * 204 when the hospital wants nothing kept, or for somebody who works on no ward and has no schedule.
 */
export const GET: RequestHandler = async ({ locals }) => {
	const { access, supabase, unreachable } = locals;
	if (unreachable) error(503, { message: m.errors_unreachable(), unreachable: true });
	if (!access) error(401, m.errors_not_found());
	const [{ time_zone }, { data: settings }] = await Promise.all([
		hospitalSettings(supabase),
		supabase.from('hospital_settings').select('offline_hours').single().throwOnError()
	]);
	const schedules = access.doctor_id !== null || may(access, 'appointments.read_all');
	if (settings.offline_hours === 0 || (access.ward_ids.length === 0 && !schedules)) {
		return new Response(null, { status: 204 });
	}

	const now = new Date();
	const day = dayOf(now, time_zone);
	const [beds, visits] = await Promise.all([
		access.ward_ids.length > 0 ? bedBoard(supabase) : [],
		schedules ? schedule() : []
	]);
	return json({
		user_id: access.user_id,
		at: now.toISOString(),
		until: new Date(now.getTime() + settings.offline_hours * 3_600_000).toISOString(),
		time_zone,
		wards: byWard(beds),
		day: schedules ? day : null,
		visits
	} satisfies KeptWork);

	async function schedule(): Promise<KeptVisit[]> {
		if (access?.doctor_id) {
			const own = await doctorDay(supabase, access.doctor_id, day);
			return own.map((visit) => ({
				id: visit.id,
				starts_at: visit.starts_at,
				status: visit.status,
				patient_name: visit.patient_name,
				patient_mrn: visit.patient_mrn,
				patient_deceased_at: visit.patient_deceased_at,
				doctor_name: null,
				reason: visit.reason,
				room: visit.room_name,
				alerts: visit.alerts,
				allergies_denied: visit.allergies_denied
			}));
		}
		const all = await hospitalDay(supabase, daySpan(day, time_zone), {
			doctorIds: null,
			status: null,
			size: visitsKept
		});
		return all.rows.map((visit) => ({
			id: visit.id,
			starts_at: visit.starts_at,
			status: visit.status,
			patient_name: visit.patient?.name ?? '',
			patient_mrn: visit.patient?.mrn ?? '',
			patient_deceased_at: visit.patient?.deceased_at ?? null,
			doctor_name: visit.doctor?.name ?? null,
			reason: visit.reason,
			room: visit.room,
			alerts: [],
			allergies_denied: null
		}));
	}
};

function byWard(beds: readonly Bed[]): KeptWard[] {
	const wards = new Map<string, KeptWard>();
	for (const bed of beds) {
		const ward = wards.get(bed.ward_id) ?? { id: bed.ward_id, name: bed.ward_name, beds: [] };
		wards.set(ward.id, ward);
		ward.beds.push(toKept(bed));
	}
	return [...wards.values()];
}

const toKept = (bed: Bed): KeptBed => ({
	bed_id: bed.bed_id,
	bed_label: bed.bed_label,
	room_name: bed.room_name,
	state: bed.state,
	patient_name: bed.patient_name,
	patient_initials: bed.patient_initials,
	patient_mrn: bed.patient_mrn,
	patient_sex: bed.patient_sex,
	patient_birth_date: bed.patient_birth_date,
	attending_name: bed.attending_name,
	nurse_name: bed.nurse_name,
	reason: bed.reason,
	expected_discharge_on: bed.expected_discharge_on,
	isolation: bed.isolation,
	on_leave_since: bed.on_leave_since,
	newborns: bed.newborns,
	allergies: bed.allergies,
	allergies_denied: bed.allergies_denied,
	news2_score: bed.news2_score,
	alert_level: bed.alert_level
});
