import { admin, both, signedIn, type CommandAccess } from '../../support/matrix.ts';
import { accountOf } from '../../support/world.ts';

const nobodys = '00000000-0000-4000-8000-000000000000';

/* Nobody of the matrix has a second factor, and their tokens name no session. */
export const commands: Record<string, CommandAccess> = {
	confirm_password: {
		call: () => `select from public.confirm_password('some password')`,
		own: { PT404: signedIn }
	},
	require_step_up: { call: () => 'select from public.require_step_up()', own: { rows: signedIn } },
	require_second_factor: {
		call: (_half, world) => `select from public.require_second_factor('${world.spareRole}', true)`,
		own: { rows: admin }
	},
	person_factors: {
		call: (_half, world, side, role) =>
			`select from public.person_factors('${accountOf(world, side, role)}')`,
		...both({ rows: admin })
	},
	reset_factors: {
		call: (_half, world, side, role) =>
			`select from public.reset_factors('${accountOf(world, side, role)}')`,
		...both({ PT404: admin })
	},
	renew_recovery_codes: {
		call: () => 'select from public.renew_recovery_codes()',
		own: { PT404: signedIn }
	},
	recovery_codes_left: {
		call: () => 'select from public.recovery_codes_left()',
		own: { rows: signedIn }
	},
	use_recovery_code: {
		call: () => `select from public.use_recovery_code('AAAA-BBBB-CCCC-DDDD')`,
		own: { PT404: signedIn }
	},
	remove_factor: {
		call: () => `select from public.remove_factor('${nobodys}')`,
		own: { PT404: signedIn }
	}
};
