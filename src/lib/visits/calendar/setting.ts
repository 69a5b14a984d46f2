import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import { dayOf, daysFrom, mondayOf, parseDay } from '$lib/app/time/days';
import { dayShape } from '$lib/app/time/instants.server';
import type { DayShape } from '$lib/app/time/scale';
import type { Database } from '$lib/app/supabase/database.types';
import { calendarDocument, calendarViews, iso, type CalendarView } from './queries';

type Client = SupabaseClient<Database>;

/** A doctor as the calendar names one. */
export interface CalendarDoctor {
	id: string;
	name: string;
	specialtyId: string;
	specialty: string;
	departmentId: string;
	accepts: boolean;
}

export interface CalendarRoom {
	id: string;
	name: string;
	departmentId: string;
}

/** Everybody and everything a calendar can be of, by name. */
export async function calendarDirectory(client: Client) {
	const [departments, doctors, rooms, types] = await Promise.all([
		client.from('departments').select('id, name').eq('active', true).order('name').throwOnError(),
		everyRow(
			client
				.from('doctors')
				.select(
					'id, name, active, accepts_patients, specialty:specialties!inner(id, name, department_id)'
				),
			['name', 'id']
		),
		everyRow(client.from('rooms').select('id, code, name, department_id, active'), ['code', 'id']),
		everyRow(client.from('visit_types').select('id, name, specialty_id, active'), ['name', 'id'])
	]);
	return {
		departments: departments.data,
		doctors: doctors
			.filter(({ active }) => active)
			.map(({ id, name, specialty, accepts_patients }): CalendarDoctor => ({
				id,
				name,
				specialtyId: specialty.id,
				specialty: specialty.name,
				departmentId: specialty.department_id,
				accepts: accepts_patients
			})),
		rooms: rooms
			.filter(({ active }) => active)
			.map(({ id, code, name, department_id }): CalendarRoom => ({
				id,
				// Rooms have like names: the code tells them apart where a column is narrow.
				name: `${code} · ${name}`,
				departmentId: department_id
			})),
		types: types
			.filter(({ active }) => active)
			.map(({ id, name, specialty_id }) => ({ id, name, specialtyId: specialty_id })),
		/** Also of those who have left and of what is no longer used: their visits are still shown. */
		names: {
			doctors: Object.fromEntries(doctors.map(({ id, name }) => [id, name])),
			rooms: Object.fromEntries(rooms.map(({ id, name }) => [id, name])),
			types: Object.fromEntries(types.map(({ id, name }) => [id, name]))
		}
	};
}

export type CalendarDirectory = Awaited<ReturnType<typeof calendarDirectory>>;

/** How the address wants the calendar. */
export function readSetting(query: URLSearchParams, zone: string, now: Date) {
	const by = calendarViews.find((view) => view === query.get('by')) ?? 'doctor';
	const week = query.get('view') === 'week';
	const today = dayOf(now, zone);
	const day = parseDay(query.get('day')) ?? today;
	const days = (week ? daysFrom(mondayOf(day), 7) : [day]).map((each) => dayShape(each, zone));
	return { by, week, day, today, days, department: query.get('department') ?? '' };
}

/** What the calendar shows for a setting. */
export function calendarOf(
	client: Client,
	setting: { by: CalendarView; days: readonly DayShape[]; departmentId: string | null }
) {
	return calendarDocument(client, {
		from: iso(Math.min(...setting.days.map(({ start }) => start))),
		until: iso(Math.max(...setting.days.map(({ end }) => end))),
		by: setting.by,
		departmentId: setting.departmentId
	});
}
