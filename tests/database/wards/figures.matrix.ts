import type { CommandAccess } from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';
import { bedsManaged } from './board.matrix.ts';

/** The beds of a half have been there for a while. */
const settled = ({ wardId }: Half) =>
	`update public.beds set created_at = now() - interval '9 days' where ward_id = '${wardId}'`;

export const commands: Record<string, CommandAccess> = {
	ward_days: {
		call: ({ wardId }) =>
			`select from public.ward_days('${wardId}', current_date - 2, current_date - 1)`,
		given: settled,
		...bedsManaged
	},
	ward_totals: {
		call: ({ wardId }) =>
			`select from public.ward_totals('${wardId}', current_date - 2, current_date - 1)`,
		...bedsManaged
	},
	lengths_of_stay: {
		call: ({ wardId }) =>
			`select from (
				select count(*) from public.lengths_of_stay('${wardId}', current_date - 2, current_date - 1)
			) as asked`,
		...bedsManaged
	},
	ward_history: {
		call: ({ wardId }) => `select from public.ward_history('${wardId}')`,
		...bedsManaged
	}
};
