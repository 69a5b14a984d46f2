import type { SupabaseClient } from '@supabase/supabase-js';
import { addDays, dayOf } from '$lib/app/time/days';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { Database } from '$lib/app/supabase/database.types';
import { backtest, forecast, freeBeds } from './forecast';
import { lengthsOfStay, wardDays, wardHistory, wardTotals } from './queries';
import { rangeOf } from './ranges';
import { aheadTable, daysTable, staysTable, wardsTable, type AheadDay } from './tables';

/** The week ahead, day by day; null when there is not enough history. */
async function ahead(
	client: SupabaseClient<Database>,
	wardId: string | null
): Promise<AheadDay[] | null> {
	const history = await wardHistory(client, wardId);
	const days = forecast(history);
	if (!days) return null;
	const accuracy = backtest(history);
	return days.map((expected) => {
		const usable = history.usable[expected.days] ?? 0;
		return {
			day: addDays(history.today, expected.days),
			usable,
			...freeBeds(expected, usable),
			accuracy: accuracy.find(({ days: of }) => of === expected.days) ?? null
		};
	});
}

/** All figures of a ward, or with null of all the caller's, as the screens and the files show them. */
export async function figures(
	client: SupabaseClient<Database>,
	wardId: string | null,
	wanted: string | null
) {
	const range = rangeOf(wanted);
	const { time_zone } = await hospitalSettings(client);
	const until = dayOf(new Date(), time_zone);
	const asked = { wardId, from: addDays(until, 1 - range), until };
	const [days, wards, stays, week] = await Promise.all([
		wardDays(client, asked),
		wardTotals(client, asked),
		lengthsOfStay(client, asked),
		ahead(client, wardId)
	]);
	return {
		range,
		days,
		week,
		tables: {
			days: daysTable(days),
			wards: wardsTable(wards),
			stays: staysTable(stays),
			ahead: aheadTable(week ?? [])
		}
	};
}
