import { liveKey } from '$lib/app/live/keys';

/** What was sent to patients. */
export const deliveriesKey = liveKey('deliveries');
