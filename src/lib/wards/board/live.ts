import { liveKey } from '$lib/app/live/keys';

/** Beds and who lies in them. */
export const boardKey = liveKey('board');

/** The figures of all wards. */
export const wardsKey = liveKey('wards');

/** Beds to be cleaned. */
export const cleaningKey = liveKey('cleaning');
