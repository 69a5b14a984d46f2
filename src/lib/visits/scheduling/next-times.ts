import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { firstFree } from './queries';
import type { NamedSlot } from './slots';

type Client = SupabaseClient<Database>;

/**
 * What to offer when a time has just been lost: the doctor's next free times after it, or those of the
 * doctor's colleagues when there are none.
 */
export async function nextTimes(
	client: Client,
	wanted: { doctorId: string; visitTypeId: string },
	lost: string
): Promise<NamedSlot[]> {
	const { data: doctor } = await client
		.from('doctors')
		.select('name, specialty_id, colleagues:specialties(doctors(id, name))')
		.eq('id', wanted.doctorId)
		.maybeSingle()
		.throwOnError();
	if (!doctor) return [];
	const care = { specialtyId: doctor.specialty_id, visitTypeId: wanted.visitTypeId };
	const from = new Date(Math.max(Date.parse(lost), Date.now())).toISOString();
	const own = await firstFree(client, { ...care, doctorId: wanted.doctorId }, from);
	const slots = own.length > 0 ? own : await firstFree(client, { ...care, doctorId: null }, from);
	const names = new Map(doctor.colleagues?.doctors.map(({ id, name }) => [id, name]));
	return slots.map((slot) => ({ ...slot, doctor_name: names.get(slot.doctor_id) ?? '' }));
}
