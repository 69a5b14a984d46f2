import {
	carers,
	nurses,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { wardNursed, wardNursesSeen } from './care.matrix.ts';

export const tables: Record<string, TableAccess> = {
	handover_sheets: { may: { select: { own: nurses } }, change: 'last_seq' },
	handover_updates: { may: { select: { own: nurses } }, change: 'data' },
	handover_sections: { may: { select: { own: carers } }, change: 'body' }
};

export const channels: Record<string, ChannelAccess> = {
	'handover:<id>': {
		topic: (side, _role, world) => `handover:${world[side].wardId}`,
		join: { own: nurses },
		broadcast: { own: nurses }
	}
};

export const commands: Record<string, CommandAccess> = {
	open_handover: {
		call: ({ wardId }) => `select from public.open_handover('${wardId}')`,
		...wardNursed
	},
	read_handover: {
		call: ({ keys }) =>
			`select from public.read_handover('${String(keys.handover_sheets?.id)}') as sheet where sheet is not null`,
		...wardNursesSeen
	},
	save_handover: {
		call: ({ keys }) =>
			`select from public.save_handover('${String(keys.handover_sheets?.id)}', 1, 'AAA=')`,
		...wardNursed
	}
};
