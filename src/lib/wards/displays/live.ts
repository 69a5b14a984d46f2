import { liveKey } from '$lib/app/live/keys';

/** The screens on a ward's walls. */
export const displaysKey = liveKey('displays');
