import type { Communication } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDateTime } from '$lib/app/time/format';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { m } from '$lib/paraglide/messages.js';

export default {
	place: 72,
	async take(taking) {
		const lines = await everyRow(
			taking.client
				.from('message_lines')
				.select(
					'id, body, side, sender_name, sent_at, error_at, thread:message_threads!message_lines_thread_id_patient_id_fkey(subject)'
				)
				.eq('patient_id', taking.patientId)
				.eq('kind', 'text')
				.order('sent_at', { ascending: false }),
			['id']
		);
		if (lines.length === 0) return null;
		return {
			title: m.messages_title(),
			head: [m.messages_taking_sent(), m.messages_taking_from(), m.messages_taking_text()],
			rows: lines.map(({ sent_at, sender_name, body, error_at, thread }) => [
				formatDateTime(sent_at, taking.zone),
				sender_name,
				[thread.subject, error_at ? m.messages_in_error() : null, body].filter(Boolean).join(': ')
			]),
			resources: lines.map((line): Communication => ({
				resourceType: 'Communication',
				id: line.id,
				status: line.error_at ? 'entered-in-error' : 'completed',
				topic: { text: line.thread.subject },
				subject: subjectOf(taking),
				sent: line.sent_at,
				...(line.sender_name && { sender: { display: line.sender_name } }),
				payload: [{ contentString: line.body ?? '' }]
			}))
		};
	}
} satisfies TakenFrom;
