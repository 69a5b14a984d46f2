import type { MedicationAdministration } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { amountWords, medicineName, routeLabel } from '$lib/records/prescriptions/words';
import { outcomeLabel, reasonLabel } from './words';

type Status = MedicationAdministration['status'];
const states: Record<string, Status> = {
	given: 'completed',
	refused: 'not-done',
	held: 'not-done',
	missed: 'not-done'
};

export default {
	place: 34,
	async take(taking) {
		const rows = await everyRow(
			taking.client
				.rpc('doses_taken', { p_patient_id: taking.patientId })
				.order('given_at', { ascending: false }),
			['id']
		);
		if (rows.length === 0) return null;
		return {
			title: m.administration_timeline(),
			head: [m.administration_when(), m.administration_medicine(), m.administration_outcome()],
			rows: rows.map((row) => [
				formatDateTime(row.given_at, taking.zone),
				medicineName(row),
				[
					outcomeLabel(row.outcome),
					row.dose && row.unit && amountWords(row.dose, row.unit),
					reasonLabel(row.reason_kind)
				]
					.filter(Boolean)
					.join(' · ')
			]),
			resources: rows.map((row): MedicationAdministration => ({
				resourceType: 'MedicationAdministration',
				id: row.id,
				status: states[row.outcome] ?? 'unknown',
				...(row.reason_kind && {
					statusReason: [{ text: reasonLabel(row.reason_kind) }]
				}),
				medicationCodeableConcept: { text: medicineName(row) },
				subject: subjectOf(taking),
				effectiveDateTime: row.given_at,
				performer: [{ actor: { display: row.staff_name } }],
				request: { display: row.prescription_id },
				...(row.dose && {
					dosage: {
						text: row.unit ? amountWords(row.dose, row.unit) : String(row.dose),
						route: { text: routeLabel(row.route) }
					}
				})
			}))
		};
	}
} satisfies TakenFrom;
