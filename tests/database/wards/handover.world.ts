import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ db, id }, { patient, wardId, admissionId }) {
		const sheetId = await id(
			`insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at, last_seq)
			 select $1, day, shift, starts_at, ends_at, 1 from private.shift_at()`,
			[wardId]
		);
		await db.rows(
			`insert into public.handover_updates (sheet_id, seq, ward_id, data) values ($1, 1, $2, '\\x0000')`,
			[sheetId, wardId]
		);
		const sectionId = await id(
			`insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
			 values ($1, $2, $3, $4, 'Slept badly')`,
			[sheetId, wardId, admissionId, patient.patientId]
		);
		return {
			keys: {
				handover_sheets: { id: sheetId },
				handover_updates: { sheet_id: sheetId, seq: 1 },
				handover_sections: { id: sectionId }
			}
		};
	}
};
