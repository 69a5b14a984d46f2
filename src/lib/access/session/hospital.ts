import type { Writing } from '$lib/app/time/written';

/** What every screen needs to know of the hospital. */
export interface Hospital {
	name: string;
	/** Where patients come to; empty where nobody has said. */
	address: string;
	/** IANA name: all times of day are shown in it. */
	time_zone: string;
	/** ISO 4217. */
	currency: string;
	/** ISO 3166-1: telephone numbers without a country's code are of this one. */
	country: string;
	/** After how long without anything done a session is closed. */
	idle_minutes: number;
	/** How days and times are written in fields: as most people of its country do, whoever reads. */
	writing: Writing;
}
