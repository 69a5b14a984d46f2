import type { MedicationRequest } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import type { Step } from './steps';
import { medicineName, spanWords, takingWords } from './words';

type Status = NonNullable<MedicationRequest['status']>;
const states: Record<string, Status> = {
	active: 'active',
	completed: 'completed',
	stopped: 'stopped',
	changed: 'stopped',
	renewed: 'completed'
};

export default {
	place: 33,
	async take(taking) {
		const rows = (
			await everyRow(
				taking.client
					.from('prescriptions')
					.select(
						`id, medicine, medicine_es, route, steps, as_needed, as_needed_for, max_per_day, timing, starts_on, ends_on,
						status, staff_name, signed_at`
					)
					.eq('patient_id', taking.patientId)
					.not('signed_at', 'is', null)
					.order('signed_at', { ascending: false }),
				['id']
			)
		).map((row) => ({ ...row, steps: row.steps as unknown as Step[] }));
		if (rows.length === 0) return null;
		return {
			title: m.prescriptions_title(),
			head: [
				m.prescriptions_medicine(),
				m.prescriptions_taking_how(),
				m.prescriptions_taking_since()
			],
			rows: rows
				.filter(({ status }) => status === 'active')
				.map((row) => [medicineName(row), takingWords(row), spanWords(row)]),
			resources: rows.map((row): MedicationRequest => ({
				resourceType: 'MedicationRequest',
				id: row.id,
				status: states[row.status] ?? 'unknown',
				intent: 'order',
				medicationCodeableConcept: { text: medicineName(row) },
				subject: subjectOf(taking),
				...(row.signed_at && { authoredOn: row.signed_at }),
				requester: { display: row.staff_name },
				dosageInstruction: row.steps.map((step, at) => ({
					sequence: at + 1,
					text: takingWords({ ...row, steps: [step] }),
					asNeededBoolean: row.as_needed,
					timing: {
						repeat: {
							frequency: step.per_period,
							period: step.period,
							periodUnit: step.period_unit as 'h' | 'd' | 'wk' | 'mo'
						}
					}
				}))
			}))
		};
	}
} satisfies TakenFrom;
