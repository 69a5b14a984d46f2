import type { Encounter } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDateTime } from '$lib/app/time/format';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { m } from '$lib/paraglide/messages.js';

export default {
	place: 50,
	async take(taking) {
		const stays = await everyRow(
			taking.client
				.from('admissions')
				.select('id, admitted_at, discharged_at')
				.eq('patient_id', taking.patientId)
				.order('admitted_at', { ascending: false }),
			['id']
		);
		if (stays.length === 0) return null;
		return {
			title: m.wards_timeline_stays(),
			head: [m.wards_taking_from(), m.wards_taking_until()],
			rows: stays.map(({ admitted_at, discharged_at }) => [
				formatDateTime(admitted_at, taking.zone),
				discharged_at ? formatDateTime(discharged_at, taking.zone) : m.wards_timeline_now()
			]),
			resources: stays.map(({ id, admitted_at, discharged_at }): Encounter => ({
				resourceType: 'Encounter',
				id,
				status: discharged_at ? 'finished' : 'in-progress',
				class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
				subject: subjectOf(taking),
				period: { start: admitted_at, ...(discharged_at && { end: discharged_at }) }
			}))
		};
	}
} satisfies TakenFrom;
