import { error } from '@sveltejs/kit';
import { signedIn } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { photoOf } from '$lib/people/directory/photos.server';
import type { RequestHandler } from './$types';

/** A colleague's photo. */
export const GET: RequestHandler = async (event) => {
	const access = signedIn(event);
	const photo = access.staff_id && (await photoOf(event.locals.supabase, event.params.staff));
	if (!photo) error(404, m.errors_not_found());
	return new Response(photo, {
		headers: {
			'content-type': photo.type === 'image/png' ? 'image/png' : 'image/jpeg',
			'content-disposition': 'inline',
			'cache-control': 'private, max-age=86400'
		}
	});
};
