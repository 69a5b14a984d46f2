import {
	admin,
	both,
	everybody,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import { accountOf, type World } from '../../support/world.ts';

export const tables: Record<string, TableAccess> = {
	role_changes: {
		may: { select: { own: admin } },
		change: 'role_id',
		key: (_side, _role, world) => ({ id: world.spareChange }),
		hasOther: false
	}
};

const change = ({ spareRole }: World) =>
	`'{"do": "change_role", "role_id": "${spareRole}", "add": ["charts.read"]}'::jsonb`;

export const commands: Record<string, CommandAccess> = {
	create_role: {
		call: () => `select from public.create_role('Night porter', '', 'nurse')`,
		own: { rows: admin }
	},
	preview_access_change: {
		call: (_half, world) => `select from public.preview_access_change(${change(world)})`,
		own: { rows: admin }
	},
	make_access_change: {
		// Whoever may not see what it would do may not do it either: what was seen is not the reason.
		call: (_half, world, _side, role) =>
			`select from public.make_access_change(${change(world)}, ${
				admin.includes(role)
					? `(select public.preview_access_change(${change(world)}) ->> 'seen')`
					: `'seen'`
			})`,
		own: { rows: admin }
	},
	undo_role_change: {
		given: (_half, { spareChange }) =>
			`update public.role_changes set made_at = clock_timestamp() where id = '${spareChange}'`,
		call: (_half, { spareChange }) => `select from public.undo_role_change('${spareChange}')`,
		own: { rows: admin }
	},
	explain_access: {
		call: ({ patient }, world, side, role) =>
			`select from public.explain_access('${accountOf(world, side, role)}', 'charts.read', '${patient.patientId}')`,
		...both({ rows: admin, '42501': everybody.filter((role) => role !== 'admin') })
	}
};
