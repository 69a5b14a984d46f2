import { startOf } from '$lib/app/lists/cursor';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { doctorsByDepartment } from '$lib/people/directory/queries';
import { searchPatients } from '$lib/people/patients/queries';
import { step } from '$lib/visits/scheduling/actions.server';
import { dayOf, parseDay } from '$lib/app/time/days';
import { daySpan, startOfDay } from '$lib/app/time/instants.server';
import { visitKey } from '$lib/visits/scheduling/live';
import { unfinishedVisits, visitsPage } from '$lib/visits/scheduling/queries';
import { isVisitStatus } from '$lib/visits/scheduling/status';
import { idFrom } from '$lib/app/forms/id';
import type { PageServerLoad } from './$types';
import { visitReader } from '$lib/visits/scheduling/visit-access.server';

/** As many patients as a name may mean before the list is not worth narrowing further. */
const mostPatients = 50;

export const load: PageServerLoad = async (event) => {
	const { access, doctorId } = visitReader(event);
	event.depends(visitKey);
	const { hospital } = await event.parent();
	const zone = hospital.time_zone;
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const status = query.get('status');
	const q = query.get('q') ?? '';
	const filters = {
		doctor: doctorId ?? idFrom(query.get('doctor')) ?? '',
		status: isVisitStatus(status) ? status : ('' as const),
		from: parseDay(query.get('from')) ?? '',
		until: parseDay(query.get('until')) ?? ''
	};
	const patientIds =
		q.trim() === ''
			? null
			: (await searchPatients(client, q, { limit: mostPatients })).map(({ id }) => id);
	const [list, doctors, unfinished] = await Promise.all([
		visitsPage(
			client,
			{
				doctorId: filters.doctor || null,
				patientIds,
				status: filters.status || null,
				from: filters.from ? startOfDay(filters.from, zone) : null,
				until: filters.until ? daySpan(filters.until, zone).until : null
			},
			{ start: startOf(query) }
		),
		doctorId ? [] : doctorsByDepartment(client),
		unfinishedVisits(client, doctorId)
	]);
	const now = new Date();
	return {
		list,
		doctors,
		unfinished,
		filters: { ...filters, q },
		own: doctorId !== null,
		maySearch: may(access, 'patients.read'),
		mayAct: doctorId !== null || may(access, 'appointments.manage_any'),
		today: dayOf(now, zone),
		now: now.toISOString()
	};
};

export const actions = guarded(visitReader, { step });
