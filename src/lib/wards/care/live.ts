import { liveKey } from '$lib/app/live/keys';

/** Nursing tasks, notes and who looks after whom. */
export const careKey = liveKey('care');

/** What changes care on a ward or of a patient; who lies where is told as a change of the board. */
export const careEvents = ['care_changed', 'bed_board_changed', 'observations_changed'];
