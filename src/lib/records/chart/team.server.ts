import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { here, perform } from '$lib/app/forms/perform.server';
import { addDays } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { m } from '$lib/paraglide/messages.js';
import { joinSchema, leaveSchema } from './schema';

type ChartEvent = RequestEvent<{ id: string }>;

const teamErrors: ErrorRoom = {
	byConstraint: {
		care_team_members_once: { status: 409, message: m.chart_team_error_twice, field: 'staff_id' }
	},
	byCode: { PT404: { status: 404, message: m.chart_error_gone } }
};
const colleague = { status: 422, message: m.chart_team_error_colleague, field: 'staff_id' };

/* What the database names by its parameter. */
const wrong: Record<string, ErrorRoom> = {
	p_staff_id: { byCode: { '22023': colleague, '42501': colleague } },
	p_until: {
		byCode: { '22023': { status: 422, message: m.chart_team_error_until, field: 'until' } }
	}
};

const explainTeam = (error: Refusal): Explained =>
	explain(error, wrong[error.hint ?? ''] ?? {}, teamErrors);

/** Who looks after a patient, on their chart; whether the caller may say so is for the database. */
export const teamActions = {
	join: (event: ChartEvent) =>
		perform(event, {
			schema: joinSchema,
			explain: explainTeam,
			run: async ({ staff_id, role, until }) => {
				const client = event.locals.supabase;
				const { time_zone } = await hospitalSettings(client);
				return client.rpc('assign_to_care_team', {
					p_patient_id: event.params.id,
					p_staff_id: staff_id,
					p_role: role,
					// The last day is a whole one.
					p_until: until ? startOfDay(addDays(until, 1), time_zone) : undefined
				});
			},
			next: () => here(event)
		}),
	leave: (event: ChartEvent) =>
		perform(event, {
			schema: leaveSchema,
			explain: explainTeam,
			run: ({ member_id }) =>
				event.locals.supabase.rpc('end_care_membership', { p_member_id: member_id }),
			next: () => here(event)
		})
};
