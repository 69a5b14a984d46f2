import type { LayoutLoad } from './$types';

/** What is about emergencies comes with the few pages that need it. */
export const load: LayoutLoad = async ({ data }) => {
	const [emergency, breakGlass] = await Promise.all([
		data.opening?.basis === 'emergency' ? import('$lib/people/openings/Emergency.svelte') : null,
		data.emergencyMinutes === null ? null : import('$lib/people/openings/BreakGlass.svelte')
	]);
	return { ...data, Emergency: emergency?.default, BreakGlass: breakGlass?.default };
};
