import type { HistoryIcon } from '$lib/people/patients/history';

/** A line of a history, in words. */
export interface HistoryLine {
	key: string;
	at: string;
	/** The hospital's day it is of. */
	day: string;
	person_id: string | null;
	/** The colleague whose it is. */
	person: string | null;
	title: string;
	text: string | null;
	/** No longer holds: struck through. */
	over: boolean;
	icon: HistoryIcon;
	/** It is of a day, without a time. */
	ofDay: boolean;
	href: string | null;
}

export interface HistoryPage {
	rows: HistoryLine[];
	/** Where the page after it begins; null: there is none. */
	older: string | null;
}
