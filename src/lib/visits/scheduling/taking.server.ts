import type { Encounter } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { statusLabel, visitStatus, type VisitStatus } from './status';

/* What FHIR calls it; of one that nobody finished it is not known whether it took place. */
const states: Record<VisitStatus, Encounter['status']> = {
	requested: 'unknown',
	confirmed: 'unknown',
	checked_in: 'arrived',
	in_consultation: 'in-progress',
	completed: 'finished',
	cancelled: 'cancelled',
	no_show: 'cancelled'
};

export default {
	place: 60,
	async take(taking) {
		const visits = await everyRow(
			taking.client
				.from('appointments')
				.select(
					'id, starts_at, ends_at, status, visit_type:visit_types(name), doctor:doctors(name)'
				)
				.eq('patient_id', taking.patientId)
				.lte('starts_at', new Date().toISOString())
				.order('starts_at', { ascending: false }),
			['id']
		);
		if (visits.length === 0) return null;
		return {
			title: m.scheduling_timeline_visits(),
			head: [
				m.scheduling_taking_when(),
				m.scheduling_taking_what(),
				m.scheduling_taking_doctor(),
				m.scheduling_status()
			],
			rows: visits.map(({ starts_at, visit_type, doctor, status }) => [
				formatDateTime(starts_at, taking.zone),
				visit_type.name,
				doctor.name,
				statusLabel(visitStatus(status))
			]),
			resources: visits.map(
				({ id, starts_at, ends_at, status, visit_type, doctor }): Encounter => ({
					resourceType: 'Encounter',
					id,
					status: states[visitStatus(status)],
					class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
					type: [{ text: visit_type.name }],
					subject: subjectOf(taking),
					participant: [{ individual: { display: doctor.name } }],
					period: { start: starts_at, end: ends_at }
				})
			)
		};
	}
} satisfies TakenFrom;
