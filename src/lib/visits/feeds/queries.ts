import type { SupabaseClient } from '@supabase/supabase-js';
import { fullName } from '$lib/people/patients/names';
import type { Database } from '$lib/app/supabase/database.types';

/** A calendar somebody follows; its secret is known to nobody but them. */
export interface Feed {
	id: string;
	scope: 'doctor' | 'patient';
	label: string | null;
	with_names: boolean;
	created_at: string;
	/** To the minute; null while no program has asked. */
	last_read_at: string | null;
	/** Whose visits; null for a doctor's, and where the record is no longer the reader's to see. */
	patient: string | null;
}

/** The caller's calendars that have not been revoked, newest first. */
export async function ownFeeds(client: SupabaseClient<Database>): Promise<Feed[]> {
	const { data } = await client
		.from('calendar_feeds')
		.select(
			'id, scope, label, with_names, created_at, last_read_at, patient:patients(given_name, family_name)'
		)
		.is('revoked_at', null)
		.order('created_at', { ascending: false })
		.throwOnError();
	return data.map(({ patient, scope, ...feed }) => ({
		...feed,
		scope: scope === 'doctor' ? scope : 'patient',
		patient: patient && fullName(patient)
	}));
}
