import { randomUUID } from 'node:crypto';
import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ db, id }, { patient, doctor, wardId, admissionId }) {
		const assignmentId = await id(
			`insert into public.nurse_assignments (admission_id, patient_id, ward_id, staff_id, until)
			 values ($1, $2, $3, $4, now() + interval '8 hours')`,
			[admissionId, patient.patientId, wardId, doctor.staffId]
		);
		const nursingTaskId = await id(
			`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at)
			 values ($1, $2, $3, 'Wound dressing', now())`,
			[admissionId, patient.patientId, wardId]
		);
		const noteId = randomUUID();
		await db.rows(
			`insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
			 values ($1, $1, $2, $3, $4, 'progress', 'Slept well')`,
			[noteId, admissionId, patient.patientId, wardId]
		);
		return {
			keys: {
				nurse_assignments: { id: assignmentId },
				nursing_tasks: { id: nursingTaskId },
				nursing_notes: { id: noteId }
			}
		};
	}
};
