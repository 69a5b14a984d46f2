import { liveKey } from '$lib/app/live/keys';

/** Who waits for a time, and what they were offered. */
export const waitlistKey = liveKey('waitlist');
