import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['records/documents', 'wards/board'],
	async half({ db, id }, { patient, doctor, keys }) {
		const threadId = await id(
			`insert into public.message_threads (patient_id, subject, staff_id, staff_name, waiting_since) values ($1, 'Matrix', $2, 'Dr. Person', now())`,
			[patient.patientId, doctor.staffId]
		);
		const line = (sentBy: string, side: string) =>
			id(
				`insert into public.message_lines (thread_id, patient_id, side, body, sent_by, sender_name) values ($1, $2, $4, 'A question', $3, 'Me')`,
				[threadId, patient.patientId, sentBy, side]
			);
		const lineId = await line(patient.id, 'patient');
		const doctorsLineId = await line(doctor.id, 'staff');
		await db.rows(
			`insert into public.message_reads (thread_id, patient_id, user_id, side, name) values ($1, $2, $3, 'patient', 'Me')`,
			[threadId, patient.patientId, patient.id]
		);
		await db.rows(
			'insert into public.message_attachments (line_id, document_id, patient_id) values ($1, $2, $3)',
			[lineId, keys.documents?.id, patient.patientId]
		);
		return {
			keys: {
				message_threads: { id: threadId },
				message_lines: { id: lineId },
				doctors_lines: { id: doctorsLineId },
				message_reads: { thread_id: threadId, user_id: patient.id },
				message_attachments: { line_id: lineId, document_id: keys.documents?.id }
			}
		};
	}
};
