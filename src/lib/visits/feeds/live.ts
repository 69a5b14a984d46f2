import { liveKey } from '$lib/app/live/keys';

/** The calendars a person follows from elsewhere. */
export const feedsKey = liveKey('feeds');
