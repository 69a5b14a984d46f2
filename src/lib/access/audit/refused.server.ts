import type { RequestEvent } from '@sveltejs/kit';

/**
 * Writes to the audit log that somebody tried a screen that is not for them. Without what they typed into its address, which
 * may name a patient. That it could not be written takes nobody's page away.
 */
export async function noteRefusal(
	{ locals, url, route }: Pick<RequestEvent, 'locals' | 'url' | 'route'>,
	needed: string
): Promise<void> {
	const screen = (route.id ?? url.pathname).replaceAll(/\/\([^)]+\)/g, '').slice(0, 200);
	const { error } = await locals.supabase.rpc('note_refused_screen', {
		p_screen: screen || '/',
		p_path: url.pathname.slice(0, 300),
		p_needed: needed.slice(0, 80)
	});
	if (error) console.error(`a refusal was not written down: ${error.code}`);
}
