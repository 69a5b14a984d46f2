import type { RequestEvent } from '@sveltejs/kit';
import { idFrom } from '$lib/app/forms/id';
import { here, perform } from '$lib/app/forms/perform.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import {
	addException,
	changeException,
	rebookVisits,
	removeException,
	replaceHours,
	saveLengths
} from './commands';
import { explainHours } from './errors';
import { leaveImpact } from './queries';
import { instantOf } from '$lib/app/time/instants.server';
import { exceptionSchema, hoursSchema, lengthsSchema, rebookSchema, removeSchema } from './schema';

type Keeper = { id: string };

/** What is done with a doctor's hours. */
export const hoursActions = {
	/** Saves the painted or typed week. Rows come back as they were typed when something is wrong with them. */
	hours: (event: RequestEvent, { id }: Keeper) =>
		perform(event, {
			schema: hoursSchema,
			explain: explainHours,
			run: (week) => replaceHours(event.locals.supabase, { doctorId: id, ...week }),
			next: (_, { from }) => here(event, { done: 'hours', from })
		}),

	/** Adds or changes an absence or an added time. Where leave touches visits it leads to these. */
	exception: (event: RequestEvent, { id: doctorId }: Keeper) => {
		const client = event.locals.supabase;
		return perform(event, {
			schema: exceptionSchema,
			explain: explainHours,
			async run({ exception_id, kind, starts, ends, reason, room_id }) {
				const { time_zone } = await hospitalSettings(client);
				const data = {
					kind,
					starts_at: instantOf(starts, time_zone),
					ends_at: instantOf(ends, time_zone),
					reason: reason || null,
					room_id: kind === 'extra' && room_id ? room_id : null
				};
				if (!exception_id) return addException(client, doctorId, data);
				const { error } = await changeException(client, doctorId, exception_id, data);
				return { id: exception_id, error };
			},
			async next({ id }, { kind }) {
				const touched = kind !== 'extra' && id !== null && (await touches(event, id));
				return touched
					? `/availability/rebook?absence=${id}&done=leave`
					: here(event, { add: null, edit: null, done: kind });
			}
		});
	},

	remove: (event: RequestEvent, { id }: Keeper) =>
		perform(event, {
			schema: removeSchema,
			explain: explainHours,
			run: ({ exception_id }) => removeException(event.locals.supabase, id, exception_id),
			next: () => here(event, { done: 'removed' })
		}),

	/** Saves a doctor's own lengths and buffers, and which types they offer. */
	lengths: (event: RequestEvent, { id }: Keeper) =>
		perform(event, {
			schema: lengthsSchema,
			explain: explainHours,
			run: (lengths) => saveLengths(event.locals.supabase, id, lengths),
			next: () => here(event, { done: 'lengths' })
		})
};

/** Whether an absence touches visits; none for somebody who keeps hours but may not move visits. */
const touches = async (event: RequestEvent, absenceId: string) =>
	(await leaveImpact(event.locals.supabase, absenceId).catch(() => [])).length > 0;

/** Moves and calls off what was chosen in the list of an absence: all of it, or nothing. */
export const rebook = (event: RequestEvent) =>
	perform(event, {
		schema: rebookSchema,
		explain: explainHours,
		run: (moves) => rebookVisits(event.locals.supabase, moves),
		next(_, moves) {
			const cancelled = moves.filter((move) => 'cancel' in move).length;
			const moved = moves.length - cancelled;
			return here(event, {
				done: 'rebooked',
				moved: String(moved),
				cancelled: String(cancelled)
			});
		},
		amend(refused, { details }) {
			// Of which visit it was, the database says in the details.
			const visit = idFrom(details);
			return visit
				? { ...refused, fields: { [`choice-${visit}`]: refused.message ?? '' } }
				: refused;
		}
	});
