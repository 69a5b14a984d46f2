import { liveKey } from '$lib/app/live/keys';

/** The hospital's vaccines, and when each is due. */
export const scheduleKey = liveKey('immunisation-schedule');
