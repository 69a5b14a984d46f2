import { setBackups } from '$lib/access/backups/commands';
import { backupsKey } from '$lib/access/backups/live';
import { backups, backupState } from '$lib/access/backups/queries';
import { backupSettingsSchema } from '$lib/access/backups/schema';
import { permitted } from '$lib/access/session/guard.server';
import { explain } from '$lib/app/errors/explain';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'settings.manage');
	event.depends(backupsKey);
	const client = event.locals.supabase;
	const [state, made] = await Promise.all([backupState(client), backups(client)]);
	return { state, made };
};

export const actions = guarded((event) => permitted(event, 'settings.manage'), {
	save: (event) =>
		perform(event, {
			schema: backupSettingsSchema,
			explain: (error) => explain(error),
			run: (settings) => setBackups(event.locals.supabase, settings),
			next: () => `${event.url.pathname}?done=saved&at=${Date.now()}`
		})
});
