import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** Something a patient should see to, on top of their home. Its words are of the language of the request. */
export interface HomeItem {
	id: string;
	/** The instant after which it is too late; what expires first is first. */
	until: string;
	title: string;
	text: string;
	/** What the button says, and where it leads. */
	action: string;
	href: string;
	/** Counted down to the minute, where it is a matter of minutes. */
	counts?: boolean;
	/** Whose it is. */
	patient: string | null;
}

/** A room says what it has for the home in its `home.server.ts`; see the home's load. */
export type HomeSource = (
	client: SupabaseClient<Database>,
	asked: { patientIds: readonly string[]; now: Date; zone: string }
) => Promise<HomeItem[]>;

/** What expires first, first. */
export const byExpiry = (items: readonly HomeItem[]): HomeItem[] =>
	items.toSorted((one, other) => Date.parse(one.until) - Date.parse(other.until));
