import { liveKey } from '$lib/app/live/keys';

/** Who works here, where, and what can be visited. */
export const directoryKey = liveKey('directory');
