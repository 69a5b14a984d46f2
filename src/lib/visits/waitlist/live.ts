import { liveKey } from '$lib/app/live/keys';

/** Who waits for a time, and what they were offered. */
export const waitlistKey = liveKey('waitlist');

/** What changes a list of wishes, offers or follow-ups. */
export const waitlistEvents = ['waitlist_changed', 'follow_up_changed', 'appointment_changed'];
