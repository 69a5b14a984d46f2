import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { doctorsByDepartment } from '$lib/people/directory/queries';
import { m } from '$lib/paraglide/messages.js';
import { callActions, queueActions } from '$lib/visits/queue/actions.server';
import { chosenQueue } from '$lib/visits/queue/board';
import { lastStep } from '$lib/app/undo/steps';
import { queueKey } from '$lib/visits/queue/live';
import {
	callingRooms,
	finishedTokens,
	queueBoard,
	queueScreens,
	queueSummary
} from '$lib/visits/queue/queries';
import { permitted, signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** How long what is over can be taken a step back; see `step_back_token` in the database. */
const stepsBackFor = 12 * 60 * 60 * 1000;

/** Those who keep the queue, and doctors, who call their own patients; for others there is none. */
function caller(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>) {
	const access = signedIn(event);
	const manages = may(access, 'queue.manage');
	if (!manages && !access.doctor_id) error(404, m.errors_not_found());
	return {
		manages,
		mayStepBack: may(access, 'queue.step_back'),
		doctorId: access.doctor_id
	};
}

export const load: PageServerLoad = async (event) => {
	event.depends(queueKey);
	const { manages, mayStepBack, doctorId } = caller(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const [queues, everyDoctor, step] = await Promise.all([
		queueSummary(client),
		doctorsByDepartment(client),
		lastStep(client, 'token')
	]);
	const asked = query.get('doctor');
	const wanted = asked === 'me' ? doctorId : asked;
	const doctor = everyDoctor.find(({ id }) => id === (manages ? wanted : doctorId)) ?? null;
	const queue = chosenQueue(queues, query.get('department') ?? doctor?.department_id ?? null);
	const now = new Date();
	const base = { manages, mayStepBack, queues, step, now: now.toISOString() };
	if (!queue) {
		return {
			...base,
			queue,
			entries: [],
			finished: [],
			rooms: [],
			doctors: [],
			screens: [],
			room: '',
			doctor: ''
		};
	}

	const [entries, rooms, screens, finished] = await Promise.all([
		queueBoard(client, queue.department_id),
		callingRooms(client, queue.department_id),
		manages ? queueScreens(client, queue.department_id) : [],
		mayStepBack
			? finishedTokens(
					client,
					queue.department_id,
					manages ? null : doctorId,
					new Date(now.getTime() - stepsBackFor)
				)
			: []
	]);
	return {
		...base,
		queue,
		entries,
		finished,
		rooms,
		screens,
		doctors: everyDoctor.filter(({ department_id }) => department_id === queue.department_id),
		room: rooms.find(({ id }) => id === query.get('room'))?.id ?? '',
		doctor: doctor?.department_id === queue.department_id ? doctor.id : ''
	};
};

/* Whom those who may call may call, the database decides. */
export const actions = {
	...guarded(caller, callActions),
	...guarded((event) => permitted(event, 'queue.manage'), queueActions)
};
