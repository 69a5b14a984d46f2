import { liveKey } from '$lib/app/live/keys';

/** What must be done before a patient leaves. */
export const dischargeKey = liveKey('discharge');

/** What stands between a patient and the door: the checklist itself, tasks, alerts, follow-ups. */
export const dischargeEvents = [
	'discharge_changed',
	'care_changed',
	'observations_changed',
	'follow_up_changed'
];
