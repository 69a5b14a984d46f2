import type { PageLoad } from './$types';

/* The form comes with who wants to join, the card with an offer: most only look. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	JoinForm: data.joining && (await import('$lib/visits/waitlist/JoinForm.svelte')).default,
	OfferCard: data.entries.some(({ offer }) => offer)
		? (await import('$lib/visits/waitlist/OfferCard.svelte')).default
		: null
});
