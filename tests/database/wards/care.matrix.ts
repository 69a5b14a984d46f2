import { carers, type TableAccess, type CommandAccess } from '../../support/matrix.ts';

/** Those who hold `nursing.record` and work on the ward; the doctor does not, the administrator nurses nobody. */
export const wardNursed = {
	own: { rows: ['nurse', 'ward_manager'], PT404: ['admin', 'doctor'] },
	other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Those who hold `nursing.record` and in whose care the patient of `own` is. */
const patientsNursed = {
	own: { rows: carers, PT404: ['admin'] },
	other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const wardNursesSeen = {
	own: { rows: ['nurse', 'ward_manager'] },
	other: {},
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;

export const tables: Record<string, TableAccess> = {
	nurse_assignments: { may: { select: { own: carers } }, change: 'until' },
	nursing_tasks: { may: { select: { own: carers } }, change: 'title' },
	nursing_notes: { may: { select: { own: carers } }, change: 'body' }
};

export const commands: Record<string, CommandAccess> = {
	assign_nurse: {
		call: ({ admissionId }, { people }) =>
			`select from public.assign_nurse('${admissionId}', '${people.nurse.staffId}')`,
		...wardNursed
	},
	assign_nurses: {
		call: ({ admissionId }, { people }) =>
			`select from public.assign_nurses(array['${admissionId}']::uuid[], '${people.nurse.staffId}')`,
		...wardNursed
	},
	release_patients: {
		call: ({ admissionId }) =>
			`select from public.release_patients(array['${admissionId}']::uuid[])`,
		...wardNursed
	},
	ward_nurses: {
		call: ({ wardId }) => `select from public.ward_nurses('${wardId}')`,
		...wardNursesSeen
	},
	ward_patients: {
		call: ({ wardId }) => `select from public.ward_patients('${wardId}')`,
		...wardNursesSeen
	},
	create_task: {
		call: ({ admissionId }) =>
			`select from public.create_task('${admissionId}', 'Walk with the patient', now())`,
		...patientsNursed
	},
	complete_task: {
		call: ({ keys }) => `select from public.complete_task('${String(keys.nursing_tasks?.id)}')`,
		...patientsNursed
	},
	reopen_task: {
		call: ({ keys }) => `select from public.reopen_task('${String(keys.nursing_tasks?.id)}')`,
		given: ({ keys }) =>
			`update public.nursing_tasks set status = 'done', done_at = now() where id = '${String(keys.nursing_tasks?.id)}'`,
		...patientsNursed
	},
	cancel_task: {
		call: ({ keys }) =>
			`select from public.cancel_task('${String(keys.nursing_tasks?.id)}', 'Not wanted')`,
		...patientsNursed
	},
	undoable_steps: {
		call: ({ keys }) =>
			`select from public.undoable_steps('task') where row_id = '${String(keys.nursing_tasks?.id)}'`,
		given: ({ keys }, { people }) =>
			`insert into private.last_steps (table_name, row_id, done_by, before, after)
			select 'public.nursing_tasks', id, '${people.nurse.id}', '{"status": "open"}', private.row_now('public.nursing_tasks', id)
			from public.nursing_tasks where id = '${String(keys.nursing_tasks?.id)}'`,
		own: { rows: ['nurse'] },
		other: {},
		otherwise: 'none'
	},
	undo_task_step: {
		call: ({ keys }) => `select from public.undo_task_step('${String(keys.nursing_tasks?.id)}')`,
		own: { LN021: carers, PT404: ['admin'] },
		other: patientsNursed.other
	},
	write_note: {
		call: ({ admissionId }) =>
			`select from public.write_note('${admissionId}', 'progress', 'Ate well')`,
		...patientsNursed
	},
	correct_note: {
		call: ({ keys }) =>
			`select from public.correct_note('${String(keys.nursing_notes?.id)}', 1, 'Ate little')`,
		given: ({ keys }, { people }) =>
			`update public.nursing_notes set author_id = '${String(people.nurse.staffId)}' where id = '${String(keys.nursing_notes?.id)}'`,
		own: { rows: ['nurse'], PT404: ['admin'] },
		other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
	},
	search_care: {
		call: ({ admissionId }) =>
			`select from public.search_care('slept') where admission_id = '${admissionId}'`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	}
};
