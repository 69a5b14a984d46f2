import { liveKey } from '$lib/app/live/keys';

/** The lists of codes, and the files that were read. */
export const codesKey = liveKey('codes');

export const codesEvents = ['codes_changed'];
