import { liveKey } from '$lib/app/live/keys';

/** What is asked before a visit, and what was answered. */
export const answersKey = liveKey('answers');
/** Answers were begun or sent. */
export const answersEvents = ['answers_sent'];
/** Another device has kept something. */
export const keptEvents = ['answers_kept'];
/** The sets there are. */
export const questionSetsKey = liveKey('question-sets');
