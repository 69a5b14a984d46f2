import { liveKey } from '$lib/app/live/keys';

/** Where somebody is signed in. */
export const sessionsKey = liveKey('sessions');
