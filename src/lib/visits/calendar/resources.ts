import type { Resource } from './board.svelte';
import { gaps } from './layout';
import type { CalendarContent, CalendarDocument, CalendarView } from './queries';
import type { CalendarDirectory } from './setting';
import type { DayShape } from '$lib/app/time/scale';

/** The columns' owners: doctors or rooms, narrowed by what is looked for. */
export function resourcesOf(
	directory: CalendarDirectory,
	{ by, department }: { by: CalendarView; department: string },
	document: CalendarDocument,
	{ specialty, wanted }: { specialty: string; wanted: string }
): Resource[] {
	const departments = Object.fromEntries(directory.departments.map(({ id, name }) => [id, name]));
	const all: Resource[] =
		by === 'room'
			? directory.rooms
					.filter(({ departmentId }) => !department || departmentId === department)
					.map(({ id, name, departmentId }) => ({
						id,
						name,
						note: departments[departmentId] ?? '',
						group: null
					}))
			: directory.doctors
					.filter(
						(doctor) =>
							(!department || doctor.departmentId === department) &&
							(!specialty || doctor.specialtyId === specialty)
					)
					.map((doctor) => ({
						id: doctor.id,
						name: doctor.name,
						note: doctor.specialty,
						group: by === 'department' ? (departments[doctor.departmentId] ?? '') : null
					}));
	if (by === 'department') {
		all.sort(
			(one, other) =>
				(one.group ?? '').localeCompare(other.group ?? '') || one.name.localeCompare(other.name)
		);
	}
	if (!wanted) return all;

	const named = all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
	if (named.length > 0) return named;
	const owners = new Set(
		document.visits
			.filter((visit) => `${visit[8] ?? ''} ${visit[9] ?? ''}`.toLocaleLowerCase().includes(wanted))
			.map((visit) => (by === 'room' ? visit[5] : visit[4]))
	);
	return all.filter(({ id }) => owners.has(id));
}

/** The doctors who neither work in what is shown nor have a visit there: their columns would be empty. */
export function absentAmong(
	resources: readonly Resource[],
	{ hours, visits, absences }: CalendarContent
): Resource[] {
	return resources.filter(({ id }) => {
		const away = absences.filter(({ doctorId }) => doctorId === id);
		const works = hours.some((span) => span.doctorId === id && gaps(span, away).length > 0);
		return !works && !visits.some(({ doctorId }) => doctorId === id);
	});
}

/** Of a week, Saturday and Sunday only where somebody works or is seen. */
export function shownDays(
	days: readonly DayShape[],
	{ hours, visits }: CalendarDocument
): DayShape[] {
	if (days.length === 1) return [...days];
	return days.filter(
		({ start, end }, index) =>
			index < 5 ||
			[...hours, ...visits].some((row) => Date.parse(row[1]) < end && Date.parse(row[2]) > start)
	);
}
