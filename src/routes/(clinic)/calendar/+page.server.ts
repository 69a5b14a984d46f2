import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { may } from '$lib/access/session/access';
import { explainOverbooking } from '$lib/visits/calendar/errors';
import { calendarKey } from '$lib/visits/calendar/live';
import { calendarDirectory, calendarOf, readSetting } from '$lib/visits/calendar/setting';
import { overbookAppointment } from '$lib/visits/scheduling/commands';
import { overbookSchema } from '$lib/visits/scheduling/schema';
import { undo_change } from '$lib/visits/scheduling/actions.server';
import { lastStep } from '$lib/app/undo/steps';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'appointments.read_all');
	event.depends(calendarKey);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const now = new Date();
	const setting = readSetting(event.url.searchParams, hospital.time_zone, now);
	const [directory, step] = await Promise.all([
		calendarDirectory(client),
		lastStep(client, 'change')
	]);
	const departmentId =
		directory.departments.find(({ id }) => id === setting.department)?.id ?? null;
	return {
		setting: { ...setting, department: departmentId ?? '' },
		directory,
		document: await calendarOf(client, { ...setting, departmentId }),
		step,
		now: now.toISOString(),
		mayMove: may(access, 'appointments.manage_any'),
		mayBook: may(access, 'appointments.book_any'),
		mayOverbook: may(access, 'appointments.overbook')
	};
};

const overbooking = guarded((event: RequestEvent) => permitted(event, 'appointments.overbook'), {
	overbook: (event) =>
		perform(event, {
			schema: overbookSchema,
			explain: explainOverbooking,
			run: (visit) =>
				overbookAppointment(event.locals.supabase, {
					patientId: visit.patient_id,
					doctorId: visit.doctor_id,
					startsAt: visit.starts_at,
					visitTypeId: visit.visit_type_id,
					roomId: visit.room_id || null,
					reason: visit.reason,
					overbookReason: visit.overbook_reason
				})
		})
});

export const actions = {
	...overbooking,
	...guarded((event: RequestEvent) => permitted(event, 'appointments.manage_any'), { undo_change })
};
