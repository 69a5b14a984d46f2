import { admin, both, type ChannelAccess, type CommandAccess } from '../../support/matrix.ts';

export const channels: Record<string, ChannelAccess> = {
	backups: { topic: () => 'backups', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	backups: {
		call: () => `select from (select) as one left join public.backups() as made on true limit 1`,
		own: { rows: admin }
	},
	backup_state: { call: () => 'select from public.backup_state()', own: { rows: admin } },
	set_backups: { call: () => 'select from public.set_backups(24, 30, 36)', own: { rows: admin } }
};
