import type { Kept } from '$lib/app/offline/kept';
import type { KeptVisit } from '$lib/visits/scheduling/kept';
import type { KeptWard } from '$lib/wards/board/kept';

/** What a colleague's device keeps: the beds of their wards and their schedule of today. */
export interface KeptWork extends Kept {
	wards: KeptWard[];
	/** The hospital's day the visits are of; null for who has no schedule to read. */
	day: string | null;
	visits: KeptVisit[];
}
