import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Wish } from './steps';

type Client = SupabaseClient<Database>;

/** A line of a set: what is prescribed, and what it is called. */
export type Line = Omit<Wish, 'starts_on'> & {
	medicine: string;
	medicine_es: string;
	/** Out of use by now: it is prescribed no more. */
	retired: boolean;
};

/** Sets of one's own and of one's specialty, with what their medicines are called today. */
export async function orderSets(client: Client) {
	const { data: sets } = await client
		.from('order_sets')
		.select('id, name, staff_id, specialty_id, items, version')
		.order('name')
		.order('id')
		.limit(200)
		.throwOnError();
	const itemsOf = (items: unknown) => items as (Omit<Wish, 'starts_on'> & { starts_on?: string })[];
	const ids = [
		...new Set(sets.flatMap(({ items }) => itemsOf(items).map(({ medicine_id }) => medicine_id)))
	];
	const { data: medicines } = ids.length
		? await client
				.from('medicines')
				.select('id, name, name_es, active')
				.in('id', ids.slice(0, 500))
				.throwOnError()
		: { data: [] };
	const known = new Map(medicines.map((row) => [row.id, row]));
	return sets.map(({ items, ...set }) => ({
		...set,
		lines: itemsOf(items).map((item): Line => {
			const medicine = known.get(item.medicine_id);
			return {
				...item,
				medicine: medicine?.name ?? '',
				medicine_es: medicine?.name_es ?? '',
				retired: !medicine?.active
			};
		})
	}));
}
export type OrderSet = Awaited<ReturnType<typeof orderSets>>[number];

/** The specialty a doctor works in; null for whoever is none. */
export async function ownSpecialty(client: Client, staffId: string | null) {
	if (!staffId) return null;
	const { data } = await client
		.from('doctors')
		.select('specialty:specialties(id, name)')
		.eq('id', staffId)
		.maybeSingle()
		.throwOnError();
	return data?.specialty ?? null;
}

/** A line as `prescribe` takes it. */
export const wishOf = (line: Line): Omit<Wish, 'starts_on'> => {
	const wish: Partial<Line> = { ...line };
	delete wish.medicine;
	delete wish.medicine_es;
	delete wish.retired;
	return wish as Omit<Wish, 'starts_on'>;
};
