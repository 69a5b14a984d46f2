import { liveKey } from '$lib/app/live/keys';

/** The documents of a patient. */
export const documentsKey = liveKey('documents');

export const documentsEvents = ['documents_changed'];
