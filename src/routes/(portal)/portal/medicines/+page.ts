import type { PageLoad } from './$types';

/* What was decided comes with a decision: most records have none. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	Differences: data.reconciliation
		? (await import('$lib/records/reconciliation/Differences.svelte')).default
		: null
});
