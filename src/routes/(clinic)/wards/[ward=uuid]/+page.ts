import type { PageLoad } from './$types';

/** What an open bed or the drawn ward needs is fetched with them; here, so that the server can draw it too. */
export const load: PageLoad = async ({ data }) => {
	const [panel, plan] = await Promise.all([
		data.open ? import('$lib/wards/board/BedPanel.svelte') : null,
		data.view === 'plan' ? import('$lib/wards/board/FloorPlan.svelte') : null
	]);
	return { ...data, BedPanel: panel?.default, FloorPlan: plan?.default };
};
