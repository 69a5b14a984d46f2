import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { WardHistory } from './forecast';

type Client = SupabaseClient<Database>;

export interface Asked {
	/** Null: all wards of the caller. */
	wardId: string | null;
	/** Days of the hospital, both included. */
	from: string;
	until: string;
}

interface Used {
	available_hours: number;
	occupied_hours: number;
	closed_hours: number;
	admissions: number;
	transfers_in: number;
	discharges: number;
	transfers_out: number;
}

/** One day of one ward or of several. */
export interface DayFigures extends Used {
	day: string;
}

/** One ward in the range; times are medians, null when there was none. */
export interface WardTotals extends Used {
	ward_id: string;
	ward_code: string;
	ward_name: string;
	turnovers: number;
	turnover_hours: number | null;
	cleanings: number;
	cleaning_wait_minutes: number | null;
	cleaning_minutes: number | null;
}

/** Of a ward (`by_ward`), of a chapter of ICD-10 (`by_group`), or of all. */
export interface StayLength {
	ward_name: string | null;
	diagnosis_group: string | null;
	by_ward: boolean;
	by_group: boolean;
	stays: number;
	mean_days: number;
	median_days: number;
	p90_days: number;
}

// The function takes null for "all", which the generated types do not know.
const arguments_ = ({ wardId, from, until }: Asked) => ({
	p_ward_id: wardId as string,
	p_from: from,
	p_until: until
});

export async function wardDays(client: Client, asked: Asked): Promise<DayFigures[]> {
	return (await client.rpc('ward_days', arguments_(asked)).throwOnError()).data;
}

export async function wardTotals(client: Client, asked: Asked): Promise<WardTotals[]> {
	return (await client.rpc('ward_totals', arguments_(asked)).throwOnError()).data;
}

export async function lengthsOfStay(client: Client, asked: Asked): Promise<StayLength[]> {
	return (await client.rpc('lengths_of_stay', arguments_(asked)).throwOnError()).data;
}

/** What a forecast is made from; see `forecast.ts`. */
export async function wardHistory(client: Client, wardId: string | null): Promise<WardHistory> {
	const { data } = await client.rpc('ward_history', { p_ward_id: wardId as string }).throwOnError();
	// Made by `private.ward_history`, whose shape `WardHistory` writes down.
	return data as unknown as WardHistory;
}
