import type { CommandAccess, TableAccess } from '../../support/matrix.ts';
import { byCarers, recorded } from './problems.matrix.ts';

export const tables: Record<string, TableAccess> = {
	family_history: { ...recorded, change: 'text' },
	social_history: { ...recorded, change: 'value' }
};

export const commands: Record<string, CommandAccess> = {
	add_family_history: {
		call: ({ patient }) =>
			`select from public.add_family_history('${patient.patientId}', 'father', p_text => 'Gout')`,
		...byCarers
	},
	state_social_history: {
		call: ({ patient }) =>
			`select from public.state_social_history('${patient.patientId}', 'smoking', 'former', p_pack_years => 10)`,
		...byCarers
	}
};
