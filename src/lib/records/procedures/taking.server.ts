import type { Procedure } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { m } from '$lib/paraglide/messages.js';
import { codeOf, subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { partialDateWords } from '$lib/records/problems/words';

export default {
	place: 30,
	async take(taking) {
		const procedures = await everyRow(
			taking.client
				.from('procedures')
				.select('id, text, performed_on, code:codes(code, display, system:code_systems(url))')
				.eq('patient_id', taking.patientId)
				.is('voided_at', null)
				.order('performed_on', { ascending: false }),
			['id']
		);
		if (procedures.length === 0) return null;
		return {
			title: m.procedures_title(),
			head: [m.procedures_taking_what(), m.procedures_taking_when()],
			rows: procedures.map(({ text, performed_on }) => [text, partialDateWords(performed_on)]),
			resources: procedures.map((procedure): Procedure => ({
				resourceType: 'Procedure',
				id: procedure.id,
				status: 'completed',
				code: codeOf(procedure),
				subject: subjectOf(taking),
				performedDateTime: procedure.performed_on
			}))
		};
	}
} satisfies TakenFrom;
