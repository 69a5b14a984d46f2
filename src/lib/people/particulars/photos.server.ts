import type { SupabaseClient } from '@supabase/supabase-js';
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { here, perform } from '$lib/app/forms/perform.server';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';
import { bare } from '$lib/people/directory/picture';
import { explainParticulars } from './errors';

type Client = SupabaseClient<Database>;
type PatientEvent = RequestEvent<{ id: string }>;

const bucket = 'patient-photos';
/** As much as a posted form may hold, and the bucket. */
const mostBytes = 500_000;

/** Shows a patient by another file, or by none; the one before is deleted. */
async function setPhoto(
	client: Client,
	patientId: string,
	name: string | null
): Promise<{ error: Refusal | null }> {
	const { data: before, error } = await client.rpc('set_patient_photo', {
		p_patient_id: patientId,
		p_name: name ?? undefined
	});
	if (error) return { error };
	// What stays is swept away a day later.
	if (before) await client.storage.from(bucket).remove([before]);
	return { error: null };
}

async function upload(client: Client, patientId: string, file: File) {
	const picture = bare(new Uint8Array(await file.arrayBuffer()));
	if (!picture) return { error: { code: '22023', message: 'no picture', hint: 'photo' } };
	const name = `${patientId}/${crypto.randomUUID()}.${picture.kind}`;
	const { error } = await client.storage.from(bucket).upload(name, picture.bytes, {
		contentType: picture.kind === 'jpg' ? 'image/jpeg' : 'image/png'
	});
	if (error) return { error: { message: error.message } };
	const set = await setPhoto(client, patientId, name);
	if (set.error) await client.storage.from(bucket).remove([name]);
	return set;
}

const photo = z.instanceof(FormData).transform((form, context) => {
	const file = form.get('photo');
	if (file instanceof File && file.size > 0 && file.size <= mostBytes) return file;
	context.addIssue({ code: 'custom', path: ['photo'], message: m.particulars_error_photo() });
	return z.NEVER;
});

const explainPhoto = (error: Refusal) =>
	error.code === '22023' && error.hint === 'photo'
		? { status: 422, message: m.particulars_error_photo(), field: 'photo' }
		: explainParticulars(error);

export const photoActions = {
	photo: (event: PatientEvent) =>
		perform(event, {
			schema: photo,
			read: (form) => form,
			explain: explainPhoto,
			run: (file) => upload(event.locals.supabase, event.params.id, file),
			next: () => here(event, { camera: null })
		}),
	removePhoto: (event: PatientEvent) =>
		perform(event, {
			schema: z.object({}),
			explain: explainPhoto,
			run: () => setPhoto(event.locals.supabase, event.params.id, null)
		})
};

/** A patient's photo, for who may know who they are; null where there is none. */
export async function photoOf(client: Client, patientId: string): Promise<Blob | null> {
	const { data } = await client
		.from('patient_photos')
		.select('name')
		.eq('patient_id', patientId)
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	return (await client.storage.from(bucket).download(data.name)).data;
}
