import type { RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { ofKind, permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { guarded } from '$lib/app/forms/guarded';
import { here, perform } from '$lib/app/forms/perform.server';
import { pageNumber } from '$lib/app/lists/page';
import { instantOf } from '$lib/app/time/instants.server';
import { colleagues, departments } from '$lib/people/directory/queries';
import { addOnCall, endOnCall } from '$lib/people/on-call/commands';
import { explainOnCall } from '$lib/people/on-call/errors';
import { onCallKey } from '$lib/people/on-call/live';
import { onCallAfter, onCallAt } from '$lib/people/on-call/queries';
import { addSchema, endSchema } from '$lib/people/on-call/schema';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = ofKind(event, 'admin', 'doctor', 'staff');
	event.depends(onCallKey);
	const client = event.locals.supabase;
	const manages = may(access, 'directory.on_call');
	const now = new Date().toISOString();
	const [present, coming, choices] = await Promise.all([
		onCallAt(client, now),
		onCallAfter(client, now, pageNumber(event.url.searchParams.get('page'))),
		manages && event.url.searchParams.has('add')
			? Promise.all([colleagues(client), departments(client)])
			: null
	]);
	return {
		manages,
		present,
		coming,
		choices: choices && { colleagues: choices[0], departments: choices[1] }
	};
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'directory.on_call'), {
	add: (event) =>
		perform(event, {
			schema: addSchema,
			explain: explainOnCall,
			async run({ staff_id, department_id, starts, ends, contact }) {
				const { time_zone } = await hospitalSettings(event.locals.supabase);
				return addOnCall(event.locals.supabase, {
					staffId: staff_id,
					departmentId: department_id || null,
					startsAt: instantOf(starts, time_zone),
					endsAt: instantOf(ends, time_zone),
					contact
				});
			},
			next: () => here(event, { add: null, done: 'added' })
		}),

	end: (event) =>
		perform(event, {
			schema: endSchema,
			explain: explainOnCall,
			run: ({ shift_id }) => endOnCall(event.locals.supabase, shift_id),
			next: () => here(event, { done: 'ended' })
		})
});
