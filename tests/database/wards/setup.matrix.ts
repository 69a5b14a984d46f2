import { randomUUID } from 'node:crypto';
import type { CommandAccess } from '../../support/matrix.ts';
import type { Side } from '../../support/world.ts';
import { bedsManaged } from './board.matrix.ts';

/** A room of each ward nobody has used. */
const spareRoom: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

export const commands: Record<string, CommandAccess> = {
	save_floor_plan: {
		call: ({ wardId }) => `select from public.save_floor_plan('${wardId}', '[]', '[]')`,
		...bedsManaged
	},
	add_beds: {
		call: ({ wardRoomId }) => `select from public.add_beds('${wardRoomId}', '{Matrix}')`,
		...bedsManaged
	},
	order_rooms: {
		call: ({ wardId }) =>
			`select from public.order_rooms('${wardId}', array(
				select id from public.ward_rooms where ward_id = '${wardId}'
			))`,
		...bedsManaged
	},
	order_beds: {
		call: ({ wardRoomId }) =>
			`select from public.order_beds('${wardRoomId}', array(
				select id from public.beds where room_id = '${wardRoomId}'
			))`,
		...bedsManaged
	},
	remove_bed: {
		call: ({ closedBedId }) => `select from public.remove_bed('${closedBedId}')`,
		...bedsManaged
	},
	remove_room: {
		call: (_half, _world, side) => `select from public.remove_room('${spareRoom[side]}')`,
		given: ({ wardId }, _world, side) =>
			`insert into public.ward_rooms (id, ward_id, name)
			 values ('${spareRoom[side]}', '${wardId}', 'Spare')`,
		...bedsManaged
	}
};
