import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { prescriptionAnswer } from '$lib/records/prescriptions/answer.server';
import { signedById } from '$lib/records/prescriptions/queries';
import type { RequestHandler } from './$types';

/** A prescription on paper, for whoever has the chart open. */
export const GET: RequestHandler = async (event) => {
	await chartOf(event);
	const client = event.locals.supabase;
	const prescription = await signedById(client, event.params.id, event.params.prescription);
	if (!prescription) error(404, m.errors_not_found());
	return prescriptionAnswer(client, prescription, event.url);
};
