import type { Immunization } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { vaccineName } from './words';

export default {
	place: 35,
	async take(taking) {
		const doses = await everyRow(
			taking.client
				.from('immunisations')
				.select('id, given_on, lot, dose, reported, vaccine:vaccines(name, name_es)')
				.eq('patient_id', taking.patientId)
				.is('voided_at', null)
				.order('given_on', { ascending: false }),
			['id']
		);
		if (doses.length === 0) return null;
		return {
			title: m.immunisations_title(),
			head: [m.immunisations_taking_vaccine(), m.immunisations_taking_when()],
			rows: doses.map(({ vaccine, given_on }) => [vaccineName(vaccine), formatDate(given_on)]),
			resources: doses.map(({ id, vaccine, given_on, lot, dose, reported }): Immunization => ({
				resourceType: 'Immunization',
				id,
				status: 'completed',
				vaccineCode: { text: vaccineName(vaccine) },
				patient: subjectOf(taking),
				occurrenceDateTime: given_on,
				primarySource: !reported,
				...(lot && { lotNumber: lot }),
				...(dose && { protocolApplied: [{ doseNumberPositiveInt: dose }] })
			}))
		};
	}
} satisfies TakenFrom;
