import {
	admin,
	both,
	carersAndPatient,
	signedIn,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import { byCarers, recorded } from './problems.matrix.ts';

export const tables: Record<string, TableAccess> = {
	vaccines: { may: { select: both(signedIn) }, change: 'name' },
	immunisation_schedule: { may: { select: both(signedIn) }, change: 'due_months' },
	immunisations: { ...recorded, change: 'lot' }
};

export const commands: Record<string, CommandAccess> = {
	save_vaccine: {
		call: ({ keys }) =>
			`select from public.save_vaccine('${String(keys.vaccines?.id)}', 1, 'Matrix', 'Matriz', true, '[{"due_months": 2}]')`,
		...both({ rows: admin })
	},
	record_immunisation: {
		call: ({ patient, keys }) =>
			`select from public.record_immunisation('${patient.patientId}', '${String(keys.vaccines?.id)}', '2021-05-01', 2, true)`,
		...byCarers
	},
	immunisations_due: {
		call: ({ patient, keys }) =>
			`select from public.immunisations_due('${patient.patientId}') where vaccine_id = '${String(keys.vaccines?.id)}'`,
		given: byCarers.given,
		own: { rows: carersAndPatient },
		other: {},
		otherwise: 'none'
	}
};
