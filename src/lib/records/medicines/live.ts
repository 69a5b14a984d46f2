import { liveKey } from '$lib/app/live/keys';

/** The catalogue, its rules and imports. */
export const medicinesKey = liveKey('medicines');

export const medicinesEvents = ['medicines_changed'];
