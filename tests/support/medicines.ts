import type { TestDatabase } from './database.ts';

/* The catalogue and its rules are those of the demonstration, which every test has. */

/** The id of a medicine of the catalogue by its name. */
export const medicineId = (db: TestDatabase, name: string) =>
	db.value<string>('select id from public.medicines where name = $1', [name]);

export interface Prescribed {
	medicine: string;
	dose?: number;
	unit?: string;
	times?: number;
	period?: number;
	period_unit?: string;
	days?: number | null;
	route?: string;
	[key: string]: unknown;
}

/** A prescription as `prescribe` takes it: a tablet once a day for a week, where nothing else is said. */
export async function prescription(db: TestDatabase, given: Prescribed) {
	const {
		medicine,
		dose = 1,
		unit = 'tablet',
		times = 1,
		period = 1,
		period_unit = 'd',
		days = 7,
		route = 'oral',
		...rest
	} = given;
	const step = { dose, unit, per_period: times, period, period_unit };
	return {
		medicine_id: await medicineId(db, medicine),
		route,
		steps: [days === null ? step : { ...step, days }],
		...rest
	};
}
