import { liveKey } from '$lib/app/live/keys';

/** What a person has been told. */
export const notificationsKey = liveKey('notifications');
