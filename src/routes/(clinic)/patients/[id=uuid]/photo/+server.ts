import { error } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { photoOf } from '$lib/people/particulars/photos.server';
import type { RequestHandler } from './$types';

/** A patient's photo. */
export const GET: RequestHandler = async (event) => {
	permitted(event, 'patients.read');
	const photo = await photoOf(event.locals.supabase, event.params.id);
	if (!photo) error(404, m.errors_not_found());
	return new Response(photo, {
		headers: {
			'content-type': photo.type === 'image/png' ? 'image/png' : 'image/jpeg',
			'content-disposition': 'inline',
			'cache-control': 'private, no-store'
		}
	});
};
