import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		/** Of the doctor, with something written in it. */
		draftNoteId: string;
		/** Signed by the doctor and released. */
		signedNoteId: string;
	}
}

const content = '{"sections": [{"key": "plan", "text": "Rest."}]}';

export const part: WorldPart = {
	after: ['records/encounters'],
	async half({ db, id }, { patient, doctor, keys, code }) {
		const note = (encounterId: unknown) =>
			id(
				`insert into public.notes (encounter_id, patient_id, kind, author_id, author_name)
				 values ($1, $2, 'progress', $3, 'Dr. Person')`,
				[encounterId, patient.patientId, doctor.staffId]
			);
		const draftNoteId = await note(keys.encounters?.id);
		await db.rows(
			`insert into public.note_drafts (note_id, patient_id, content, begun_by, updated_name) values ($1, $2, $3, $4, 'Dr. Person')`,
			[draftNoteId, patient.patientId, content, doctor.staffId]
		);
		const encounterId = await id(
			`insert into public.encounters (patient_id, staff_id, staff_name) values ($1, $2, 'Dr. Person')`,
			[patient.patientId, doctor.staffId]
		);
		const signedNoteId = await note(encounterId);
		const versionId = await id(
			`insert into public.note_versions (note_id, patient_id, number, content, signed_by, signed_name)
			 values ($1, $2, 1, $3, $4, 'Dr. Person')`,
			[signedNoteId, patient.patientId, content, doctor.staffId]
		);
		await db.rows(
			`update public.notes set status = 'signed', version = 1, signed_at = now(), released_at = now() where id = $1`,
			[signedNoteId]
		);
		const addendumId = await id(
			`insert into public.note_addenda (note_id, patient_id, text, written_name) values ($1, $2, 'Called back.', 'Dr. Person')`,
			[signedNoteId, patient.patientId]
		);
		await db.rows(
			`update public.encounters set status = 'signed', signed_at = now(), ended_at = now(), signed_name = 'Dr. Person' where id = $1`,
			[encounterId]
		);
		const templateId = await id(
			`insert into public.note_templates (name, kind, sections) values ($1, 'progress', '[{"key": "plan"}]')`,
			[`Template ${code}`]
		);
		const macroId = await id(
			`insert into public.note_macros (staff_id, shortcut, text) values ($1, 'bp', 'Blood pressure')`,
			[doctor.staffId]
		);
		return {
			draftNoteId,
			signedNoteId,
			keys: {
				notes: { id: signedNoteId },
				note_drafts: { note_id: draftNoteId },
				note_versions: { id: versionId },
				note_addenda: { id: addendumId },
				note_templates: { id: templateId },
				note_macros: { id: macroId }
			}
		};
	}
};
