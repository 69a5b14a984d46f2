import { liveKey } from '$lib/app/live/keys';

/** A patient's letters, and one of them. */
export const lettersKey = liveKey('letters');
export const lettersEvents = ['letters_changed'];
export const letterDraftEvents = ['letter_draft_changed'];
