import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { BackupSettings } from './schema';

export const setBackups = (client: SupabaseClient<Database>, settings: BackupSettings) =>
	client.rpc('set_backups', {
		p_hours: settings.hours,
		p_keep_days: settings.keep_days,
		p_alarm_hours: settings.alarm_hours
	});
