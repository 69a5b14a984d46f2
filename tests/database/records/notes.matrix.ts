import {
	both,
	carers,
	carersAndPatient,
	chartsOpened,
	staff,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

/** The administrator holds every permission, and has nobody in their care. */
const written = {
	own: { rows: ['doctor'], PT404: ['admin'] },
	other: { PT404: ['doctor', 'admin'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

const read = (change: string, own = carersAndPatient): TableAccess => ({
	given: chartsOpened,
	may: { select: { own } },
	change
});

export const tables: Record<string, TableAccess> = {
	notes: read('title'),
	note_drafts: read('reason', carers),
	note_versions: read('signed_name'),
	note_addenda: read('text'),
	note_templates: { may: { select: both(staff) }, change: 'name' },
	note_macros: { may: { select: { own: ['doctor'] } }, change: 'text' }
};

const content = `'{"sections": [{"key": "plan", "text": "Walk."}]}'`;

export const commands: Record<string, CommandAccess> = {
	begin_note: {
		call: ({ patient, admissionId }) =>
			`select from public.begin_note('${patient.patientId}', 'progress', null, null, '${admissionId}')`,
		...written
	},
	save_note_draft: {
		call: ({ draftNoteId }) =>
			`select from public.save_note_draft('${draftNoteId}', 1, ${content})`,
		...written
	},
	sign_note: {
		call: ({ draftNoteId }) => `select from public.sign_note('${draftNoteId}', 1)`,
		...written
	},
	cosign_note: {
		call: ({ signedNoteId }) => `select from public.cosign_note('${signedNoteId}', 1)`,
		given: ({ signedNoteId, doctor }) =>
			`update public.notes set cosigner_id = '${doctor.staffId}' where id = '${signedNoteId}'`,
		...written
	},
	amend_note: {
		call: ({ signedNoteId }) => `select from public.amend_note('${signedNoteId}')`,
		...written
	},
	add_to_note: {
		call: ({ signedNoteId }) => `select from public.add_to_note('${signedNoteId}', 'More.')`,
		...written
	},
	set_note_aside: {
		call: ({ signedNoteId }) =>
			`select from public.set_note_aside('${signedNoteId}', 'Other patient')`,
		...written
	},
	release_note: {
		call: ({ signedNoteId }) => `select from public.release_note('${signedNoteId}')`,
		...written
	},
	take_over_note: {
		call: ({ draftNoteId }) => `select from public.take_over_note('${draftNoteId}')`,
		given: ({ draftNoteId, keys }, { people }) =>
			`update public.encounters set staff_id = '${String(people.former_nurse.staffId)}' where id = '${String(keys.encounters?.id)}';
			update public.notes set author_id = '${String(people.former_nurse.staffId)}' where id = '${draftNoteId}'`,
		...written
	},
	last_note: {
		call: ({ draftNoteId }) => `select from public.last_note('${draftNoteId}')`,
		given: () => chartsOpened,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},
	unsigned_notes: {
		call: () => 'select from public.unsigned_notes()',
		own: { rows: ['doctor'], none: ['admin'] }
	},
	save_note_template: {
		call: ({ code }) =>
			`select from public.save_note_template('New ${code}', 'visit', '[{"key": "plan"}]')`,
		own: { rows: ['doctor', 'admin'] }
	},
	save_note_macro: {
		call: () => `select from public.save_note_macro('.rx', 'Prescription')`,
		own: { rows: ['doctor', 'admin'] }
	}
};
