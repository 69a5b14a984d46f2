import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';

/**
 * The form that was posted.
 *
 * @throws 400 for a body that is none or breaks off, which is its sender's doing; 413 for one too large
 */
export async function postedForm(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch (cause) {
		if (cause instanceof Error && 'status' in cause) throw cause;
		error(400, m.errors_invalid());
	}
}
