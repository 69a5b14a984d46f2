import { liveKey } from '$lib/app/live/keys';

/** Who asks for a bed, and what is kept for them. */
export const bedRequestsKey = liveKey('bed-requests');
