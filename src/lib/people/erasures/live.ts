import { liveKey } from '$lib/app/live/keys';

/** Which records are to be erased, and which were. */
export const erasuresKey = liveKey('erasures');

export const erasuresEvents = ['erasures_changed'];
