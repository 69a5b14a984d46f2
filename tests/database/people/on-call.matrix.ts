import {
	both,
	staff,
	type ChannelAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Role } from '../../support/world.ts';

const managers: readonly Role[] = ['admin', 'ward_manager'];

export const tables: Record<string, TableAccess> = {
	on_call_shifts: { may: { select: both(staff) }, change: 'contact' }
};

export const channels: Record<string, ChannelAccess> = {
	'on-call': { topic: () => 'on-call', join: both(staff) }
};

export const commands: Record<string, CommandAccess> = {
	add_on_call: {
		call: ({ doctor, departmentId }) =>
			`select from public.add_on_call('${doctor.staffId}', '${departmentId}', now() + interval '1 day', now() + interval '2 days')`,
		...both({ rows: managers })
	},
	end_on_call: {
		call: ({ keys }) => `select from public.end_on_call('${String(keys.on_call_shifts?.id)}')`,
		...both({ rows: managers })
	}
};
