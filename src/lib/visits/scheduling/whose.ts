import { browserClient } from '$lib/app/supabase/browser';

/** Whether any of these visits is the patient's. */
export async function anyVisitOf(patientId: string, visitIds: readonly string[]): Promise<boolean> {
	const client = await browserClient();
	const { count, error } = await client
		.from('appointments')
		.select('id', { count: 'exact', head: true })
		.in('id', visitIds)
		.eq('patient_id', patientId);
	// Reading once too often is better than missing a change because the network blinked.
	return error !== null || count !== 0;
}
