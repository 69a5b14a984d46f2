import {
	admin,
	displayManagers,
	everybody,
	nobody,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { roles } from '../../support/world.ts';
import { wardDisplayToken } from './displays.world.ts';

export const tables: Record<string, TableAccess> = {
	// Paired and revoked by commands; never seen: the hash of a token.
	displays: { may: { select: { own: displayManagers, other: admin } }, change: 'name' }
};

export const channels: Record<string, ChannelAccess> = {
	'ward-display:<id>': {
		topic: (side, _role, world) => `ward-display:${world[side].wardDisplayTopicId}`,
		join: { own: everybody, other: nobody }
	}
};

export const commands: Record<string, CommandAccess> = {
	begin_pairing: {
		call: () => `select from public.begin_pairing() as asked where asked ->> 'code' ~ '^\\d{6}$'`,
		own: { rows: roles },
		otherwise: 'none'
	},
	pair_display: {
		call: ({ wardId }) =>
			`select from public.pair_display('${wardId}', '004711', 'Corridor') as answer where (answer ->> 'paired')::boolean`,
		given: () =>
			`insert into private.display_pairings (secret_hash, code)
			 values (private.token_hash('secret'), '004711')`,
		own: { rows: displayManagers },
		other: { rows: admin, PT404: ['ward_manager'] }
	},
	// Whoever knows the secret of the screen; before its code was typed in, and after.
	'collect_display, too early': {
		call: () => `select from public.collect_display('secret') as made where made is not null`,
		given: () =>
			`insert into private.display_pairings (secret_hash, code)
			 values (private.token_hash('secret'), '004711')`,
		own: { none: ['anon'] },
		otherwise: 'none'
	},
	collect_display: {
		call: () => `select from public.collect_display('secret') as made where made ? 'token'`,
		given: ({ wardDisplayId }) =>
			`insert into private.display_pairings (secret_hash, code, display_id)
			 values (private.token_hash('secret'), '004711', '${wardDisplayId}')`,
		own: { rows: roles },
		other: { LN014: roles }
	},
	revoke_display: {
		call: ({ wardDisplayId }) => `select from public.revoke_display('${wardDisplayId}')`,
		own: { rows: displayManagers },
		other: { rows: admin, PT404: ['ward_manager'] }
	},
	// Whoever has the token: the display of `other` is revoked.
	check_displays: {
		call: ({ wardId }) =>
			`select from public.check_displays(array['${wardDisplayToken(wardId)}', 'another'])`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	},
	display_board: {
		call: ({ wardId }) =>
			`select from public.display_board('${wardDisplayToken(wardId)}') as shown where shown is not null`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	}
};
