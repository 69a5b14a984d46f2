import { error } from '@sveltejs/kit';
import { readWritten } from '$lib/app/time/reading';
import { m } from '$lib/paraglide/messages.js';

/**
 * The form that was posted, its dates and times in ISO however they were typed.
 *
 * @throws 400 for a body that is none or breaks off, which is its sender's doing; 413 for one too large
 */
export async function postedForm(request: Request): Promise<FormData> {
	try {
		const form = await request.formData();
		readWritten(form);
		return form;
	} catch (cause) {
		if (cause instanceof Error && 'status' in cause) throw cause;
		error(400, m.errors_invalid());
	}
}
