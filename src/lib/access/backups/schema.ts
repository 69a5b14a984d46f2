import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';

const within = (from: number, until: number) =>
	z.coerce
		.number({ error: () => m.backups_error_number({ from, until }) })
		.int({ error: () => m.backups_error_number({ from, until }) })
		.min(from, { error: () => m.backups_error_number({ from, until }) })
		.max(until, { error: () => m.backups_error_number({ from, until }) });

/** The database's own bounds. */
export const backupSettingsSchema = z.object({
	hours: within(0, 168),
	keep_days: within(1, 3650),
	alarm_hours: within(1, 720)
});
export type BackupSettings = z.output<typeof backupSettingsSchema>;
