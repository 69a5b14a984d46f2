import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Colleague } from '$lib/people/directory/queries';
import { placeOf, type PlacedRoom, type Rect } from '$lib/wards/board/plan';

type Client = SupabaseClient<Database>;

export interface SetupBed {
	id: string;
	room_id: string;
	label: string;
	kind: string;
	features: string[];
	active: boolean;
	updated_at: string;
}

export interface SetupRoom {
	id: string;
	name: string;
	position: number;
	gender_rule: string;
	active: boolean;
	updated_at: string;
	/** Null until it is drawn. */
	place: Rect | null;
	beds: SetupBed[];
}

/** Every ward with what is in it, in use or not. */
export async function allWards(client: Client) {
	const { data } = await client
		.from('wards')
		.select(
			'id, code, name, floor, active, department_id, updated_at, department:departments(name), beds(active)'
		)
		.order('code')
		.throwOnError();
	return data.map(({ beds, ...ward }) => ({
		...ward,
		beds: beds.filter(({ active }) => active).length
	}));
}

/** A ward with its rooms and beds, in the order one passes them; null for none. */
export async function wardSetup(client: Client, wardId: string) {
	const [ward, rooms] = await Promise.all([
		client
			.from('wards')
			.select('id, code, name, floor, active, department:departments(name)')
			.eq('id', wardId)
			.maybeSingle()
			.throwOnError(),
		client
			.from('ward_rooms')
			.select(
				`id, name, position, gender_rule, active, updated_at, plan_x, plan_y, plan_width, plan_height,
				beds(id, room_id, label, kind, features, active, updated_at)`
			)
			.eq('ward_id', wardId)
			.order('position')
			.order('name')
			.order('position', { referencedTable: 'beds' })
			.order('label', { referencedTable: 'beds' })
			.throwOnError()
	]);
	if (!ward.data) return null;
	return {
		ward: ward.data,
		rooms: rooms.data.map(
			({ id, name, position, gender_rule, active, updated_at, beds, ...plan }): SetupRoom => ({
				id,
				name,
				position,
				gender_rule,
				active,
				updated_at,
				place: placeOf(plan),
				beds
			})
		)
	};
}

/** The plan as it is drawn. */
export const planOf = (rooms: readonly SetupRoom[]): PlacedRoom[] =>
	rooms.flatMap(({ id, place }) => (place ? [{ id, ...place }] : []));

/** Who works on the ward, by name. */
export async function wardMembers(client: Client, wardId: string): Promise<Colleague[]> {
	const { data } = await client
		.from('staff_wards')
		.select('staff!inner(id, full_name, position, active)')
		.eq('ward_id', wardId)
		.eq('staff.active', true)
		.order('staff(full_name)')
		.throwOnError();
	return data.map(({ staff: { id, full_name, position } }) => ({ id, full_name, position }));
}
