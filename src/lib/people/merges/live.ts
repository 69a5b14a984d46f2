import { liveKey } from '$lib/app/live/keys';

/** Which records may be of one person, and which were put together. */
export const duplicatesKey = liveKey('duplicates');

export const duplicatesEvents = ['duplicates_changed'];
