import { liveKey } from '$lib/app/live/keys';

/** What is due and what was given. */
export const dosesKey = liveKey('doses');

export const dosesEvents = ['doses_changed', 'prescriptions_changed'];

/** Which packs hold which medicines. */
export const packsKey = liveKey('packs');
