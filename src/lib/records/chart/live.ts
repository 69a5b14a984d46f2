import { liveKey } from '$lib/app/live/keys';

/** What must be known of a patient before all else, and who they are. */
export const chartKey = liveKey('chart');

/** What each room says of a patient in the summary. */
export const summaryKey = liveKey('summary');

export const chartEvents = ['marks_changed', 'allergies_changed', 'openings_changed'];
