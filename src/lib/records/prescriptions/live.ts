import { liveKey } from '$lib/app/live/keys';

/** What a patient takes, and requests for more of it. */
export const prescriptionsKey = liveKey('prescriptions');

export const prescriptionsEvents = ['prescriptions_changed'];
