import type { SupabaseClient } from '@supabase/supabase-js';
import type { Component } from 'svelte';
import type { Access } from '$lib/access/session/access';
import type { Database } from '$lib/app/supabase/database.types';

/** What a part of a chart's summary may ask by. The chart is open when it does. */
export interface SummaryAsk {
	client: SupabaseClient<Database>;
	patientId: string;
	access: Access;
	/** Of now. */
	at: string;
}

/**
 * What a room says in a chart's summary: `summary.server.ts` reads it, as its default, and `ChartSummary.svelte` beside it
 * shows what came of it. Null where there is nothing to show to this reader.
 */
export type SummaryLoad<Facts> = (ask: SummaryAsk) => Promise<Facts | null>;

export interface SummaryProps<Facts> {
	facts: Facts;
	patientId: string;
	zone: string;
}

/** Its place among the others: the smaller, the earlier; exported from the component's module. */
export interface SummaryPart {
	default: Component<SummaryProps<never>>;
	place: number;
}
