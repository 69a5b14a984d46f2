import {
	both,
	signedIn,
	admin,
	staff,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { accountOf } from '../../support/world.ts';

export const tables: Record<string, TableAccess> = {
	profiles: {
		may: { select: { own: signedIn, other: admin }, update: { own: signedIn } },
		change: 'full_name',
		key: (side, role, world) => ({ id: accountOf(world, side, role) })
	},
	staff: {
		may: { select: both(staff), insert: both(admin), update: both(admin) },
		change: 'full_name',
		insert: () => ({ full_name: 'New colleague', position: 'nurse' }),
		key: (side, role, world) => ({
			id:
				side === 'own' && role !== 'anon'
					? (world.people[role].staffId ?? world.own.doctor.staffId)
					: world[side].doctor.staffId
		})
	},
	roles: {
		may: { select: { own: admin } },
		change: 'name',
		key: (_side, _role, world) => ({ id: world.spareRole }),
		hasOther: false
	},
	permissions: {
		may: { select: { own: admin } },
		change: 'description',
		key: () => ({ id: 'charts.read' }),
		hasOther: false
	},
	role_permissions: {
		may: { select: { own: admin } },
		change: 'permission_id',
		key: () => ({ role_id: 'nurse', permission_id: 'charts.read' }),
		hasOther: false
	},
	user_roles: {
		may: { select: { own: signedIn, other: admin } },
		change: 'granted_at',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role), role_id: 'patient' })
	}
};

export const channels: Record<string, ChannelAccess> = {
	admin: { topic: () => 'admin', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	require_session: {
		call: () => 'select from public.require_session()',
		own: { rows: [...signedIn, 'anon'] }
	},
	current_access: {
		call: () => 'select from public.current_access() as mine where mine is not null',
		own: { rows: signedIn, none: ['anon'] }
	},
	grant_role: {
		call: (_half, world, side, role) =>
			`select from public.grant_role('${accountOf(world, side, role)}', '${world.spareRole}')`,
		...both({ rows: admin })
	},
	revoke_role: {
		call: (_half, world, side, role) =>
			`select from public.revoke_role('${accountOf(world, side, role)}', 'patient')`,
		...both({ rows: admin })
	},
	update_own_profile: {
		call: () => `select from public.update_own_profile('New name', 'es')`,
		own: { rows: signedIn }
	},
	remember_device: {
		call: () => `select from public.remember_device('${'A'.repeat(43)}')`,
		own: { rows: signedIn }
	},
	excuse_device: {
		call: () => `select from public.excuse_device('somebody@example.org', '${'A'.repeat(43)}')`,
		own: { rows: [...signedIn, 'anon'] }
	}
};
