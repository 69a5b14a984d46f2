import { liveKey } from '$lib/app/live/keys';

/** A doctor's hours, absences, and the visits they touch. */
export const availabilityKey = liveKey('availability');
