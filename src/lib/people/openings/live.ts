import { liveKey } from '$lib/app/live/keys';

/** Whose chart was opened, and what is thought of it. */
export const openingsKey = liveKey('openings');

export const openingsEvents = ['openings_changed'];
