import { liveKey } from '$lib/app/live/keys';

/** Problems, diagnoses, procedures, histories, immunisations and measurements of a patient. */
export const recordKey = liveKey('record');

export const recordEvents = ['record_changed'];
