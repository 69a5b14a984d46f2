import { liveKey } from '$lib/app/live/keys';

/** What must be known of a patient before all else, and who they are. */
export const chartKey = liveKey('chart');

export const chartEvents = ['marks_changed', 'allergies_changed', 'openings_changed'];
