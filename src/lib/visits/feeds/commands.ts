import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { NewFeed } from './schema';

/** Makes a calendar; its token is told this once. */
export function createFeed(client: SupabaseClient<Database>, feed: NewFeed) {
	const ofDoctor = feed.whose === 'doctor';
	return client
		.rpc('create_calendar_feed', {
			p_scope: ofDoctor ? 'doctor' : 'patient',
			...(!ofDoctor && { p_patient_id: feed.whose }),
			p_label: feed.label,
			p_with_names: feed.with_names
		})
		.single();
}

/** Ends a calendar of the caller's at once. */
export function revokeFeed(client: SupabaseClient<Database>, feedId: string) {
	return client.rpc('revoke_calendar_feed', { p_feed_id: feedId });
}
