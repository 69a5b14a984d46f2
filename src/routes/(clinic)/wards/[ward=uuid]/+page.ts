import type { PageLoad } from './$types';

/** What an open bed, the drawn ward or those who wait need is fetched with them; here, so that the server can draw it too. */
export const load: PageLoad = async ({ data }) => {
	const [panel, plan, waiting] = await Promise.all([
		data.open ? import('$lib/wards/board/BedPanel.svelte') : null,
		data.view === 'plan' ? import('$lib/wards/board/FloorPlan.svelte') : null,
		data.waiting.length > 0 ? import('$lib/wards/board/WaitingList.svelte') : null
	]);
	return {
		...data,
		BedPanel: panel?.default,
		FloorPlan: plan?.default,
		WaitingList: waiting?.default
	};
};
