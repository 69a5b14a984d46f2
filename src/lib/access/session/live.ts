import { liveKey } from '$lib/app/live/keys';

/** Who is asking. */
export const accessKey = liveKey('access');
