import type { Observation } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { kindLabel, valueWords } from './words';

export default {
	place: 40,
	async take(taking) {
		const measured = await everyRow(
			taking.client
				.from('measurements')
				.select('id, kind, value, second_value, unit, measured_at')
				.eq('patient_id', taking.patientId)
				.is('voided_at', null)
				.order('measured_at', { ascending: false }),
			['id']
		);
		if (measured.length === 0) return null;
		return {
			title: m.measurements_title(),
			head: [
				m.measurements_taking_when(),
				m.measurements_taking_what(),
				m.measurements_taking_value()
			],
			rows: measured.map((row) => [
				formatDateTime(row.measured_at, taking.zone),
				kindLabel(row.kind),
				valueWords(row)
			]),
			resources: measured.map(
				({ id, kind, value, second_value: second, unit, measured_at }): Observation => ({
					resourceType: 'Observation',
					id,
					status: 'final',
					category: [
						{
							coding: [
								{
									system: 'http://terminology.hl7.org/CodeSystem/observation-category',
									code: 'vital-signs'
								}
							]
						}
					],
					code: { text: kindLabel(kind) },
					subject: subjectOf(taking),
					effectiveDateTime: measured_at,
					...(second === null
						? { valueQuantity: { value, unit } }
						: {
								component: [
									{
										code: { text: m.measurements_taking_systolic() },
										valueQuantity: { value, unit }
									},
									{
										code: { text: m.measurements_taking_diastolic() },
										valueQuantity: { value: second, unit }
									}
								]
							})
				})
			)
		};
	}
} satisfies TakenFrom;
