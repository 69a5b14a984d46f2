import { permitted } from '$lib/access/session/guard.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { overrides } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

const periods = [30, 90, 365] as const;

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	const asked = Number(event.url.searchParams.get('days'));
	const days = periods.find((known) => known === asked) ?? 365;
	return { figures: await overrides(event.locals.supabase, days), days, periods };
};
