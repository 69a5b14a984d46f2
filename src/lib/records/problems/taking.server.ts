import type { Condition } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { codeOf, subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { certaintyLabel, statusLabel } from './words';

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const verification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const category = 'http://terminology.hl7.org/CodeSystem/condition-category';

const certainties = ['confirmed', 'provisional', 'differential'];
const verified = (certainty: string) => ({
	coding: [
		{
			system: verification,
			code: certainties.find((known) => known === certainty) ?? 'unconfirmed'
		}
	]
});

export default {
	place: 20,
	async take(taking) {
		const [problems, diagnoses] = await Promise.all([
			everyRow(
				taking.client
					.from('problems')
					.select(
						'id, text, status, certainty, onset, recorded_at, code:codes(code, display, system:code_systems(url))'
					)
					.eq('patient_id', taking.patientId)
					.is('voided_at', null)
					.order('status'),
				['id']
			),
			everyRow(
				taking.client
					.from('diagnoses')
					.select(
						'id, text, certainty, diagnosed_at, code:codes(code, display, system:code_systems(url))'
					)
					.eq('patient_id', taking.patientId)
					.is('voided_at', null)
					.order('diagnosed_at', { ascending: false }),
				['id']
			)
		]);
		if (problems.length + diagnoses.length === 0) return null;
		return {
			title: m.problems_title(),
			head: [m.problems_taking_what(), m.problems_taking_state(), m.problems_taking_since()],
			rows: [
				...problems.map(({ text, status, recorded_at }) => [
					text,
					statusLabel(status),
					formatDate(recorded_at, taking.zone)
				]),
				...diagnoses.map(({ text, certainty, diagnosed_at }) => [
					text,
					certaintyLabel(certainty),
					formatDate(diagnosed_at, taking.zone)
				])
			],
			resources: [
				...problems.map((problem): Condition => ({
					resourceType: 'Condition',
					id: problem.id,
					clinicalStatus: { coding: [{ system: clinical, code: problem.status }] },
					verificationStatus: verified(problem.certainty),
					category: [{ coding: [{ system: category, code: 'problem-list-item' }] }],
					code: codeOf(problem),
					subject: subjectOf(taking),
					...(problem.onset && { onsetDateTime: problem.onset }),
					recordedDate: problem.recorded_at
				})),
				...diagnoses.map((diagnosis): Condition => ({
					resourceType: 'Condition',
					id: diagnosis.id,
					verificationStatus: verified(diagnosis.certainty),
					category: [{ coding: [{ system: category, code: 'encounter-diagnosis' }] }],
					code: codeOf(diagnosis),
					subject: subjectOf(taking),
					recordedDate: diagnosis.diagnosed_at
				}))
			]
		};
	}
} satisfies TakenFrom;
