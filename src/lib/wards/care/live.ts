import { liveKey } from '$lib/app/live/keys';

/** Nursing tasks, notes and who looks after whom. */
export const careKey = liveKey('care');
