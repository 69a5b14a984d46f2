import type { PageLoad } from './$types';

/* The form comes with the last step: who is choosing needs none. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	ConfirmBooking:
		data.offer.chosen && (await import('$lib/visits/scheduling/ConfirmBooking.svelte')).default
});
