import { redirect, type RequestEvent } from '@sveltejs/kit';
import { perform as performForm } from '$lib/people/directory/forms.server';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/posted.server';
import { withQuery } from '$lib/app/ui/address';
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
import { explainSetup, setupField } from './errors';
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
	event.url.pathname +
	withQuery(event.url, { room: null, bed: null, add: null, done, of: done ? part : null }) +
	`#${part}`;

const refusals = { explain: explainSetup, fieldOf: setupField };

/** A form with its ticked boxes as a list. */
const withFeatures = (form: FormData) => ({
	...Object.fromEntries(form),
	features: form.getAll('features')
});

export const wardSetupActions = {
	async room(event: RequestEvent, wardId: string) {
		const setup = await wardSetup(event.locals.supabase, wardId);
		const last = Math.max(0, ...(setup?.rooms ?? []).map(({ position }) => position));
		return performForm(event, 'room', {
			...refusals,
			schema: roomSchema,
			command: (input) => saveRoom(event.locals.supabase, wardId, last, input),
			next: (row) => back(event, `room-${row?.id ?? ''}`, 'saved')
		});
	},

	bed: (event: RequestEvent, wardId: string) => {
		let room = '';
		return performForm(event, 'bed', {
			...refusals,
			schema: bedSchema,
			shape: withFeatures,
			command(input) {
				room = input.room_id;
				return saveBed(event.locals.supabase, wardId, input);
			},
			next: () => back(event, `room-${room}`, 'saved')
		});
	},

	beds: (event: RequestEvent) => {
		let room = '';
		return performForm(event, 'beds', {
			...refusals,
			schema: addBedsSchema,
			shape: withFeatures,
			command(input) {
				room = input.room_id;
				return addBeds(event.locals.supabase, input);
			},
			next: () => back(event, `room-${room}`, 'added')
		});
	},

	async remove_bed(event: RequestEvent) {
		const { data, refusal } = await perform(event, removeSchema, explainSetup, ({ id }) =>
			removeBed(event.locals.supabase, id)
		);
		return refusal ?? redirect(303, back(event, 'rooms', data ? 'removed' : 'retired'));
	},

	async remove_room(event: RequestEvent) {
		const { data, refusal } = await perform(event, removeSchema, explainSetup, ({ id }) =>
			removeRoom(event.locals.supabase, id)
		);
		return refusal ?? redirect(303, back(event, 'rooms', data ? 'removed' : 'retired'));
	},

	async order_rooms(event: RequestEvent, wardId: string) {
		let room = '';
		const { refusal } = await perform(event, orderSchema, explainSetup, ({ ids, moved }) => {
			room = moved;
			return orderRooms(event.locals.supabase, wardId, ids);
		});
		return refusal ?? redirect(303, back(event, `room-${room}`));
	},

	async order_beds(event: RequestEvent) {
		let room = '';
		const { refusal } = await perform(event, orderBedsSchema, explainSetup, (input) => {
			room = input.room_id;
			return orderBeds(event.locals.supabase, room, input.ids);
		});
		return refusal ?? redirect(303, back(event, `room-${room}`));
	},

	async plan(event: RequestEvent, wardId: string) {
		const { refusal } = await perform(
			event,
			planSchema,
			explainSetup,
			async ({ rooms, seen }): Promise<{ data: unknown; error: Refusal | null }> => {
				const { data, error } = await saveFloorPlan(event.locals.supabase, wardId, rooms, seen);
				// The room that is wrong is the hint; its first figure is where to say so.
				const named = error?.code === '22023' && rooms.some(({ id }) => id === error.hint);
				return { data, error: named ? { ...error, hint: `x.${error.hint}` } : error };
			}
		);
		return refusal ?? redirect(303, back(event, 'plan', 'saved'));
	},

	async add_member(event: RequestEvent, wardId: string) {
		const { refusal } = await perform(event, memberSchema, explainSetup, ({ staff_id }) =>
			addMember(event.locals.supabase, wardId, staff_id)
		);
		return refusal ?? redirect(303, back(event, 'people'));
	},

	async remove_member(event: RequestEvent, wardId: string) {
		const { refusal } = await perform(event, memberSchema, explainSetup, ({ staff_id }) =>
			removeMember(event.locals.supabase, wardId, staff_id)
		);
		return refusal ?? redirect(303, back(event, 'people'));
	}
};
