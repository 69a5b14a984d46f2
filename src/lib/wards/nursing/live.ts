import { liveKey } from '$lib/app/live/keys';

/** One stay in the hospital: who, where, and how they are. */
export const admissionKey = liveKey('admission');

/** Observations of a patient, and the alerts they raised. */
export const observationsKey = liveKey('observations');
