import { liveKey } from '$lib/app/live/keys';

/** The waiting rooms. */
export const queueKey = liveKey('queue');
