import { liveKey } from '$lib/app/live/keys';

/** The history of a patient. */
export const timelineKey = liveKey('timeline');

/** What is told of a patient that may be a new line. */
export const timelineEvents = [
	'appointment_changed',
	'documents_changed',
	'notes_changed',
	'discharge_changed',
	'observations_changed',
	'care_changed',
	'admission_changed',
	'record_changed'
];
