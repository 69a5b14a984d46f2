import type { CommandAccess, TableAccess } from '../../support/matrix.ts';
import { byDoctors, recorded } from './problems.matrix.ts';

export const tables: Record<string, TableAccess> = {
	procedures: { ...recorded, change: 'text' }
};

export const commands: Record<string, CommandAccess> = {
	add_procedure: {
		call: ({ patient }) =>
			`select from public.add_procedure('${patient.patientId}', '2020-03', p_text => 'Appendicectomy')`,
		...byDoctors
	},
	edit_procedure: {
		call: ({ keys }) =>
			`select from public.edit_procedure('${String(keys.procedures?.id)}', 1, '2018')`,
		...byDoctors
	}
};
