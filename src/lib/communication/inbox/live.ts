import { liveKey } from '$lib/app/live/keys';

/** What waits for somebody, on their own topic. */
export const inboxKey = liveKey('inbox');

export const inboxEvents = ['inbox_changed'];
