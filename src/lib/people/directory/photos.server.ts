import type { SupabaseClient } from '@supabase/supabase-js';
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';
import { afterSaving } from './editing';
import { explainDirectory } from './errors';
import { bare } from './picture';

type Client = SupabaseClient<Database>;

const bucket = 'staff-photos';
/** As much as a posted form may hold, and the bucket. */
const mostBytes = 500_000;

/** Shows a colleague by another file, or by none; the one before is deleted. */
async function setPhoto(
	client: Client,
	staffId: string,
	name: string | null
): Promise<{ error: Refusal | null }> {
	const { data: before, error } = await client.rpc('set_staff_photo', {
		p_staff_id: staffId,
		p_name: name ?? undefined
	});
	if (error) return { error };
	// A file that stays shows nobody, and is nobody's to see but colleagues'.
	if (before) await client.storage.from(bucket).remove([before]);
	return { error: null };
}

async function upload(client: Client, staffId: string, file: File) {
	const picture = bare(new Uint8Array(await file.arrayBuffer()));
	if (!picture) return { error: { code: '22023', message: 'no picture', hint: 'photo' } };
	const name = `${staffId}/${crypto.randomUUID()}.${picture.kind}`;
	const { error } = await client.storage.from(bucket).upload(name, picture.bytes, {
		contentType: picture.kind === 'jpg' ? 'image/jpeg' : 'image/png'
	});
	if (error) return { error: { message: error.message } };
	const set = await setPhoto(client, staffId, name);
	if (set.error) await client.storage.from(bucket).remove([name]);
	return set;
}

const photo = z.instanceof(FormData).transform((form, context) => {
	const file = form.get('photo');
	if (file instanceof File && file.size > 0 && file.size <= mostBytes) return file;
	context.addIssue({ code: 'custom', path: ['photo'], message: m.directory_error_photo() });
	return z.NEVER;
});

export const photoActions = {
	photo: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: photo,
			read: (form) => form,
			explain: explainDirectory,
			run: (file) => upload(event.locals.supabase, event.params.id, file),
			next: () => afterSaving(event.url)
		}),
	removePhoto: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: z.object({}),
			explain: explainDirectory,
			run: () => setPhoto(event.locals.supabase, event.params.id, null),
			next: () => afterSaving(event.url)
		})
};

/** A colleague's photo, for colleagues; null where there is none. */
export async function photoOf(client: Client, staffId: string): Promise<Blob | null> {
	const { data } = await client
		.from('staff_photos')
		.select('name')
		.eq('staff_id', staffId)
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	return (await client.storage.from(bucket).download(data.name)).data;
}
