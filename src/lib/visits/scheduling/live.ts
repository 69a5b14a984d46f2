import { liveKey } from '$lib/app/live/keys';

/** A patient's own visits. */
export const visitsKey = liveKey('visits');

/** A doctor's day. */
export const dayKey = liveKey('day');

/** The visits at the desk. */
export const receptionKey = liveKey('reception');

/** One visit as staff see it, and the list of all. */
export const visitKey = liveKey('visit');

/** What changes a doctor's or a patient's visits, or when a doctor can be visited. */
export const visitEvents = ['appointment_changed', 'availability_changed'];
