import type { SupabaseClient } from '@supabase/supabase-js';
import type { Hospital } from './hospital';
import { writingOf } from '$lib/app/time/reading';
import type { Database } from '$lib/app/supabase/database.types';

/** Shown until the hospital's server has answered once. */
const unknown: Hospital = {
	name: 'Lantern',
	address: '',
	time_zone: 'UTC',
	currency: 'EUR',
	country: 'ES',
	// Nobody is sent away by a rule that nobody knows.
	idle_minutes: Infinity,
	writing: writingOf('und-ES')
};

/** Milliseconds. The settings are the same for everybody, so one process may remember them. */
const freshFor = 60_000;

let known: { hospital: Hospital; until: number } | undefined;

/** The hospital's name, zone, currency and country; what was known last when the server does not answer. */
export async function hospitalSettings(client: SupabaseClient<Database>): Promise<Hospital> {
	if (known && known.until > Date.now()) return known.hospital;
	const { data } = await client
		.from('hospital_settings')
		.select('name, address, time_zone, currency, country, idle_minutes')
		.maybeSingle();
	if (data) {
		const hospital = { ...data, writing: writingOf(`und-${data.country}`) };
		known = { hospital, until: Date.now() + freshFor };
	}
	return known?.hospital ?? unknown;
}

/** The settings have just been changed by this process: they are read again. */
export function forgetHospital(): void {
	known = undefined;
}
