import { liveKey } from '$lib/app/live/keys';

/** What must be done before a patient leaves. */
export const dischargeKey = liveKey('discharge');
