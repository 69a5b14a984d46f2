import type { CommandAccess, TableAccess } from '../../support/matrix.ts';
import { byCarers, recorded } from './problems.matrix.ts';

export const tables: Record<string, TableAccess> = {
	measurements: { ...recorded, change: 'note' },
	births: { ...recorded, change: 'gestation_days' }
};

export const commands: Record<string, CommandAccess> = {
	record_measurements: {
		call: ({ patient }) =>
			`select from public.record_measurements('${patient.patientId}', '{"pulse": 72, "blood_pressure": [124, 78]}')`,
		...byCarers
	},
	set_gestation: {
		call: ({ patient }) => `select from public.set_gestation('${patient.patientId}', 250, 1)`,
		...byCarers
	}
};
