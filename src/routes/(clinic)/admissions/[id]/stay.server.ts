import { error } from '@sveltejs/kit';
import { idFrom } from '$lib/app/forms/id';
import { m } from '$lib/paraglide/messages.js';

/**
 * The stay these pages are about. What they show of it is read beside the layout, which judges whose it is.
 *
 * @throws error 404 for anything that is no id
 */
export function stayId({ id }: { id: string }): string {
	return idFrom(id) ?? error(404, m.errors_not_found());
}
