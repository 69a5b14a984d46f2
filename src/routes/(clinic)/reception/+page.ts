import type { PageLoad } from './$types';

/** The steps of a task are fetched when it is asked for; here, so that the server can draw them too. */
export const load: PageLoad = async ({ data }) => {
	const { kind } = data.task;
	const [person, registering, booking, confirming, moving] = await Promise.all([
		data.patient ? import('$lib/visits/scheduling/DeskPatient.svelte') : null,
		kind === 'register' ? import('$lib/people/particulars/RegistrationForm.svelte') : null,
		kind === 'book' ? import('$lib/visits/scheduling/BookingSteps.svelte') : null,
		kind === 'book' ? import('$lib/visits/scheduling/ConfirmBooking.svelte') : null,
		kind === 'move' ? import('$lib/visits/scheduling/MoveSteps.svelte') : null
	]);
	return {
		...data,
		steps: {
			DeskPatient: person?.default,
			RegistrationForm: registering?.default,
			BookingSteps: booking?.default,
			ConfirmBooking: confirming?.default,
			MoveSteps: moving?.default
		}
	};
};
