import {
	carers,
	carersAndPatient,
	chartsOpened,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

/** Read with the chart open, and by the patient it is about; written by commands alone. */
export const recorded = {
	given: chartsOpened,
	may: { select: { own: carersAndPatient } }
} satisfies Partial<TableAccess>;

/** Doctors with the chart open; the administrator holds every permission, and has nobody in their care. */
export const byDoctors = {
	given: () => chartsOpened,
	own: { rows: ['doctor'], PT404: ['admin'] },
	other: { PT404: ['doctor', 'admin'] }
} satisfies Partial<CommandAccess>;

/** The same for nurses as well. */
export const byCarers = {
	given: () => chartsOpened,
	own: { rows: carers, PT404: ['admin'] },
	other: { PT404: ['admin', ...carers] }
} satisfies Partial<CommandAccess>;

export const tables: Record<string, TableAccess> = {
	problems: { ...recorded, change: 'text' },
	diagnoses: { ...recorded, change: 'text' }
};

export const commands: Record<string, CommandAccess> = {
	add_problem: {
		call: ({ patient }) =>
			`select from public.add_problem('${patient.patientId}', p_text => 'Gout')`,
		...byDoctors
	},
	edit_problem: {
		call: ({ keys }) =>
			`select from public.edit_problem('${String(keys.problems?.id)}', 1, 'inactive', 'confirmed')`,
		...byDoctors
	},
	add_diagnosis: {
		call: ({ patient, keys }) =>
			`select from public.add_diagnosis('${patient.patientId}', '${String(keys.encounters?.id)}', p_text => 'Gout')`,
		...byDoctors
	},
	rank_diagnosis: {
		call: ({ keys }) =>
			`select from public.rank_diagnosis('${String(keys.diagnoses?.id)}', 1, 'primary')`,
		...byDoctors
	},
	list_diagnosis: {
		call: ({ keys }) => `select from public.list_diagnosis('${String(keys.diagnoses?.id)}')`,
		...byDoctors
	},
	strike_entry: {
		call: ({ keys }) =>
			`select from public.strike_entry('problem', '${String(keys.problems?.id)}', 'Somebody else’s', 1)`,
		...byDoctors
	},
	'strike_entry, of those a nurse may write': {
		call: ({ keys }) =>
			`select from public.strike_entry('measurement', '${String(keys.measurements?.id)}', 'Somebody else’s', 1)`,
		...byCarers
	}
};
