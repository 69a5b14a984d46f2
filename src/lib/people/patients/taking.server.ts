import type { AllergyIntolerance } from '@medplum/fhirtypes';
import { m } from '$lib/paraglide/messages.js';
import { severityLabel } from './allergy-words';
import { subjectOf, type TakenFrom } from './taking';

const severities = ['mild', 'moderate', 'severe'] as const;

export default {
	place: 10,
	async take(taking) {
		const { data } = await taking.client
			.from('allergies')
			.select('id, substance, reaction, severity, created_at')
			.eq('patient_id', taking.patientId)
			.eq('status', 'active')
			.order('substance')
			.limit(500)
			.throwOnError();
		if (data.length === 0) return null;
		const resources = data.map(
			({ id, substance, reaction, severity, created_at }): AllergyIntolerance => ({
				resourceType: 'AllergyIntolerance',
				id,
				clinicalStatus: {
					coding: [
						{
							system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
							code: 'active'
						}
					]
				},
				code: { text: substance },
				patient: subjectOf(taking),
				recordedDate: created_at,
				...(reaction && {
					reaction: [
						{
							manifestation: [{ text: reaction }],
							severity: severities.find((known) => known === severity)
						}
					]
				})
			})
		);
		return {
			title: m.patients_allergies(),
			head: [
				m.patients_allergy_substance(),
				m.patients_allergy_reaction(),
				m.patients_allergy_severity()
			],
			rows: data.map(({ substance, reaction, severity }) => [
				substance,
				reaction ?? '',
				severityLabel(severity)
			]),
			resources
		};
	}
} satisfies TakenFrom;
