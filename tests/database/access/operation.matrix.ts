import type { CommandAccess } from '../../support/matrix.ts';
import { roles } from '../../support/world.ts';

/** Yes and no to everybody; figures to whoever knows the vault's secret, and null to everybody else. */
export const commands: Record<string, CommandAccess> = {
	health: { call: () => 'select from public.health()', own: { rows: [...roles] } },
	metrics: {
		call: () =>
			`select from public.metrics('a guess that is long enough') as found where found is null`,
		own: { rows: [...roles] }
	}
};
