import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/perform.server';
import { instantOf } from '$lib/app/time/instants.server';
import {
	giveDose,
	noteEffect,
	removePack,
	savePack,
	saveRounds,
	setWardOrder,
	strikeAdministration
} from './commands';
import { explainGiving } from './errors';
import {
	effectSchema,
	giveSchema,
	orderSchema,
	packSchema,
	removePackSchema,
	roundsSchema,
	strikeSchema
} from './schema';

/* What can be done on the screens of giving. Whether the caller may is for the database to say. */

const zoneOf = async (event: RequestEvent) =>
	(await hospitalSettings(event.locals.supabase)).time_zone;

/** When it was pressed, where that is so long ago that it waited for a connection; of a few minutes a wrong clock says nothing. */
const waitedSince = (pressed: string) =>
	pressed && Date.now() - Date.parse(pressed) > 120_000 ? pressed : undefined;

export const stayActions = {
	give: async (event: RequestEvent) => {
		const zone = await zoneOf(event);
		return perform(event, {
			schema: giveSchema,
			explain: explainGiving(zone),
			run: (given) =>
				giveDose(
					event.locals.supabase,
					given,
					given.given_at ? instantOf(given.given_at, zone) : waitedSince(given.pressed_at)
				)
		});
	},
	effect: async (event: RequestEvent) =>
		perform(event, {
			schema: effectSchema,
			explain: explainGiving(await zoneOf(event)),
			run: (input) => noteEffect(event.locals.supabase, input)
		}),
	strike: async (event: RequestEvent) =>
		perform(event, {
			schema: strikeSchema,
			explain: explainGiving(await zoneOf(event)),
			run: (input) => strikeAdministration(event.locals.supabase, input)
		}),
	order: async (event: RequestEvent) =>
		perform(event, {
			schema: orderSchema,
			explain: explainGiving(await zoneOf(event)),
			run: (input) => setWardOrder(event.locals.supabase, input)
		})
};

export const rounds = async (event: RequestEvent<{ ward: string }>) =>
	perform(event, {
		schema: roundsSchema,
		explain: explainGiving(await zoneOf(event)),
		run: (input) => saveRounds(event.locals.supabase, event.params.ward, input)
	});

export const packActions = {
	add: async (event: RequestEvent) =>
		perform(event, {
			schema: packSchema,
			explain: explainGiving(await zoneOf(event)),
			run: (input) => savePack(event.locals.supabase, input)
		}),
	remove: async (event: RequestEvent) =>
		perform(event, {
			schema: removePackSchema,
			explain: explainGiving(await zoneOf(event)),
			run: ({ gtin }) => removePack(event.locals.supabase, gtin)
		})
};
