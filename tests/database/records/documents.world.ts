import { randomUUID } from 'node:crypto';
import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { patient }) {
		const documentId = await id(
			`insert into public.documents (
				patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, released_at, filed_name
			)
			values ($1, $2, 'lab_report', 'Blood count', '2026-10-01', 'staff', 'application/pdf', 900, 'not_scanned', now(), 'Dr. Person')`,
			[patient.patientId, `${patient.patientId}/${randomUUID()}`]
		);
		return { keys: { documents: { id: documentId } } };
	}
};
