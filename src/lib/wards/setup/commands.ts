import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database } from '$lib/app/supabase/database.types';
import type { PlacedRoom } from '$lib/wards/board/plan';
import type { AddBedsInput, BedInput, RoomInput, WardInput } from './schema';

type Client = SupabaseClient<Database>;

interface Written {
	data: { id: string } | null;
	error: Refusal | null;
}

/** No row was as it had been read: somebody else has changed it, as LN009 of the commands says. */
function versioned(answer: { data: { id: string }[] | null; error: Refusal | null }): Written {
	const [data] = answer.data ?? [];
	if (answer.error || data) return { data: data ?? null, error: answer.error };
	return {
		data: null,
		error: { code: 'LN009', message: 'somebody else has changed it since it was read' }
	};
}

/**
 * Makes a ward, or changes it as it was read. 23505 the code is taken, LN009 changed meanwhile, LN005 (hint)
 * somebody counts on it.
 */
export async function saveWard(
	client: Client,
	{ id, updated_at, ...row }: WardInput
): Promise<Written> {
	const table = client.from('wards');
	if (!id) return table.insert(row).select('id').single();
	return versioned(await table.update(row).match({ id, updated_at }).select('id'));
}

/** Makes a room, after those there are, or changes it as it was read; refusals as of `saveWard`. */
export async function saveRoom(
	client: Client,
	wardId: string,
	last: number,
	{ id, updated_at, ...row }: RoomInput
): Promise<Written> {
	const table = client.from('ward_rooms');
	if (!id) {
		return table
			.insert({ ...row, ward_id: wardId, position: last + 1 })
			.select('id')
			.single();
	}
	const change = table.update(row).match({ id, updated_at, ward_id: wardId });
	return versioned(await change.select('id'));
}

/** Changes a bed as it was read. */
export const saveBed = async (
	client: Client,
	wardId: string,
	{ id, updated_at, ...row }: BedInput
): Promise<Written> =>
	versioned(
		await client.from('beds').update(row).match({ id, updated_at, ward_id: wardId }).select('id')
	);

/** Several beds at once, or none. 23505 a label is taken, LN005 the room is out of use. */
export const addBeds = (client: Client, { room_id, labels, kind, features }: AddBedsInput) =>
	client.rpc('add_beds', {
		p_room_id: room_id,
		p_labels: labels,
		p_kind: kind,
		p_features: features
	});

/** True when it is gone, false when it is out of use instead: the past points at it. */
export const removeBed = (client: Client, bedId: string) =>
	client.rpc('remove_bed', { p_bed_id: bedId });

/** As `removeBed`, with the room's beds. */
export const removeRoom = (client: Client, roomId: string) =>
	client.rpc('remove_room', { p_room_id: roomId });

/** LN009 when these are not all the rooms there are. */
export const orderRooms = (client: Client, wardId: string, ids: string[]) =>
	client.rpc('order_rooms', { p_ward_id: wardId, p_room_ids: ids });

export const orderBeds = (client: Client, roomId: string, ids: string[]) =>
	client.rpc('order_beds', { p_room_id: roomId, p_bed_ids: ids });

export const addMember = (client: Client, wardId: string, staffId: string) =>
	client.from('staff_wards').insert({ ward_id: wardId, staff_id: staffId });

export const removeMember = (client: Client, wardId: string, staffId: string) =>
	client.from('staff_wards').delete().match({ ward_id: wardId, staff_id: staffId });

const bare = (rooms: readonly PlacedRoom[]) =>
	rooms.map(({ id, x, y, width, height }) => ({ id, x, y, width, height }));

/** Draws the plan as a whole. LN009 somebody else has drawn meanwhile, 22023 (hint: the room) rooms overlap. */
export const saveFloorPlan = (
	client: Client,
	wardId: string,
	rooms: readonly PlacedRoom[],
	seen: readonly PlacedRoom[]
) =>
	client.rpc('save_floor_plan', {
		p_ward_id: wardId,
		p_rooms: bare(rooms),
		p_seen: bare(seen)
	});
