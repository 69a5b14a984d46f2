import type { SupabaseClient } from '@supabase/supabase-js';
import type { Access } from '$lib/access/session/access';
import type { Database } from '$lib/app/supabase/database.types';

/** What a part of a chart's summary may ask by. The chart is open when it does. */
export interface SummaryAsk {
	client: SupabaseClient<Database>;
	patientId: string;
	access: Access;
	/** Of now. */
	at: string;
	/** The hospital's. */
	zone: string;
}

/** What a room says in a chart's summary, in the reader's words. */
export interface SummaryPart {
	/** Its place among the others: the smaller, the earlier. */
	place: number;
	title: string;
	/** Where all of it is read. */
	href: string;
	/** What is said where there is nothing, which is never that there is nothing. */
	none: string;
	lines: SummaryLine[];
	/** What is told of the patient when it has changed. */
	events?: readonly string[];
}

export interface SummaryLine {
	id: string;
	title: string;
	text?: string;
	href?: string;
	/** What it says, cut off where it is long. */
	detail?: string;
}

/** The default of a room's `summary.server.ts`. */
export type SummaryLoad = (ask: SummaryAsk) => Promise<SummaryPart>;
