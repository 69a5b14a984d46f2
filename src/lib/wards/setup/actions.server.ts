import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import {
	addBeds,
	addMember,
	orderBeds,
	orderRooms,
	removeBed,
	removeMember,
	removeRoom,
	saveBed,
	saveFloorPlan,
	saveRoom
} from './commands';
import { explainSetup, explainSetupStep } from './errors';
import { wardSetup } from './queries';
import {
	addBedsSchema,
	bedSchema,
	memberSchema,
	orderBedsSchema,
	orderSchema,
	planSchema,
	removeSchema,
	roomSchema
} from './schema';

/** The page without its open form, at the part the form was about. */
const back = (event: RequestEvent, part: string, done: string | null = null) =>
	here(event, { room: null, bed: null, add: null, done, of: done ? part : null }) + `#${part}`;

export const wardSetupActions = {
	async room(event: RequestEvent, wardId: string) {
		const setup = await wardSetup(event.locals.supabase, wardId);
		const last = Math.max(0, ...(setup?.rooms ?? []).map(({ position }) => position));
		return perform(event, {
			schema: roomSchema,
			explain: explainSetup,
			run: (input) => saveRoom(event.locals.supabase, wardId, last, input),
			next: ({ data }) => back(event, `room-${data?.id ?? ''}`, 'saved')
		});
	},

	bed: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: bedSchema,
			explain: explainSetup,
			run: (input) => saveBed(event.locals.supabase, wardId, input),
			next: (_, { room_id }) => back(event, `room-${room_id}`, 'saved')
		}),

	beds: (event: RequestEvent) =>
		perform(event, {
			schema: addBedsSchema,
			explain: explainSetup,
			run: (input) => addBeds(event.locals.supabase, input),
			next: (_, { room_id }) => back(event, `room-${room_id}`, 'added')
		}),

	remove_bed: (event: RequestEvent) =>
		perform(event, {
			schema: removeSchema,
			explain: explainSetupStep,
			run: ({ id }) => removeBed(event.locals.supabase, id),
			next: ({ data }) => back(event, 'rooms', data ? 'removed' : 'retired')
		}),

	remove_room: (event: RequestEvent) =>
		perform(event, {
			schema: removeSchema,
			explain: explainSetupStep,
			run: ({ id }) => removeRoom(event.locals.supabase, id),
			next: ({ data }) => back(event, 'rooms', data ? 'removed' : 'retired')
		}),

	order_rooms: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: orderSchema,
			explain: explainSetupStep,
			run: ({ ids }) => orderRooms(event.locals.supabase, wardId, ids),
			next: (_, { moved }) => back(event, `room-${moved}`)
		}),

	order_beds: (event: RequestEvent) =>
		perform(event, {
			schema: orderBedsSchema,
			explain: explainSetupStep,
			run: ({ room_id, ids }) => orderBeds(event.locals.supabase, room_id, ids),
			next: (_, { room_id }) => back(event, `room-${room_id}`)
		}),

	plan: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: planSchema,
			// The room that is wrong is the hint; its first figure is where to say so.
			explain: (error) =>
				error.code === '22023'
					? { ...explainSetupStep(error), field: `x.${error.hint}` }
					: explainSetupStep(error),
			run: ({ rooms, seen }) => saveFloorPlan(event.locals.supabase, wardId, rooms, seen),
			next: () => back(event, 'plan', 'saved'),
			// Which of the two drawings is to count is asked above them.
			amend: (refused) => ({ ...refused, stale: false })
		}),

	add_member: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: memberSchema,
			explain: explainSetup,
			run: ({ staff_id }) => addMember(event.locals.supabase, wardId, staff_id),
			next: () => back(event, 'people')
		}),

	remove_member: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: memberSchema,
			explain: explainSetup,
			run: ({ staff_id }) => removeMember(event.locals.supabase, wardId, staff_id),
			next: () => back(event, 'people')
		})
};
