import { fail } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { may } from '$lib/access/session/access';
import { explainOverbooking } from '$lib/visits/calendar/errors';
import { calendarKey } from '$lib/visits/calendar/live';
import { calendarDirectory, calendarOf, readSetting } from '$lib/visits/calendar/setting';
import { overbookAppointment } from '$lib/visits/scheduling/commands';
import { overbookSchema } from '$lib/visits/scheduling/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'appointments.read_all');
	event.depends(calendarKey);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const now = new Date();
	const setting = readSetting(event.url.searchParams, hospital.time_zone, now);
	const directory = await calendarDirectory(client);
	const departmentId =
		directory.departments.find(({ id }) => id === setting.department)?.id ?? null;
	return {
		setting: { ...setting, department: departmentId ?? '' },
		directory,
		document: await calendarOf(client, { ...setting, departmentId }),
		now: now.toISOString(),
		mayMove: may(access, 'appointments.manage_any'),
		mayBook: may(access, 'appointments.book_any'),
		mayOverbook: may(access, 'appointments.overbook'),
		form: await superValidate({ idempotency_key: crypto.randomUUID() }, zod4(overbookSchema), {
			id: 'overbook',
			errors: false
		})
	};
};

export const actions: Actions = {
	overbook: async (event) => {
		permitted(event, 'appointments.overbook');
		const form = await superValidate(event.request, zod4(overbookSchema), { id: 'overbook' });
		if (!form.valid) return fail(400, { form });
		const { error } = await overbookAppointment(event.locals.supabase, {
			patientId: form.data.patient_id,
			doctorId: form.data.doctor_id,
			startsAt: form.data.starts_at,
			visitTypeId: form.data.visit_type_id,
			roomId: form.data.room_id || null,
			reason: form.data.reason,
			overbookReason: form.data.overbook_reason,
			idempotencyKey: form.data.idempotency_key
		});
		if (!error) return { form };
		const { status, message: text } = explainOverbooking(error);
		return message(form, text, { status });
	}
};
