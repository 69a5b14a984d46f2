import type { SupabaseClient } from '@supabase/supabase-js';
import { departments, doctorsByDepartment } from '$lib/people/directory/queries';
import { patientCard } from '$lib/people/patients/queries';
import { dayOf, parseDay } from '$lib/app/time/days';
import { daySpan } from '$lib/app/time/instants.server';
import { comingVisits, hospitalDay, pastVisits } from './queries';
import { pageNumber } from '$lib/app/lists/page';
import { isVisitStatus } from './status';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** The visits of one day of the whole hospital, as the address filters them. */
export async function dayList(client: Client, query: URLSearchParams, zone: string) {
	const [allDepartments, allDoctors] = await Promise.all([
		departments(client),
		doctorsByDepartment(client)
	]);
	const today = dayOf(new Date(), zone);
	const day = parseDay(query.get('day')) ?? today;
	const department = allDepartments.find(({ id }) => id === query.get('department')) ?? null;
	const doctors = allDoctors.filter(
		({ department_id }) => !department || department_id === department.id
	);
	const doctor = doctors.find(({ id }) => id === query.get('of')) ?? null;
	const status = query.get('status');
	const filters = {
		department: department?.id ?? '',
		of: doctor?.id ?? '',
		status: isVisitStatus(status) ? status : ('' as const)
	};
	const visits = await hospitalDay(client, daySpan(day, zone), {
		doctorIds: doctor ? [doctor.id] : department ? doctors.map(({ id }) => id) : null,
		status: filters.status || null,
		page: pageNumber(query.get('page'))
	});
	return {
		day,
		today,
		departments: allDepartments,
		doctors,
		filters,
		visits
	};
}

/** The patient at the desk with what is to come and what was last, null when there is none; `manages` as for a card. */
export async function deskPatient(client: Client, id: string, manages: boolean) {
	const now = new Date().toISOString();
	const [card, coming, past] = await Promise.all([
		patientCard(client, id, { manages }),
		comingVisits(client, [id], { now, size: 10 }),
		pastVisits(client, [id], { now, size: 3 })
	]);
	return card && { card, coming: coming.rows, past: past.rows };
}
