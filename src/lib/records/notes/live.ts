import { liveKey } from '$lib/app/live/keys';

/** A patient's notes, and one of them. */
export const notesKey = liveKey('notes');
export const notesEvents = ['notes_changed'];
export const draftEvents = ['note_draft_changed'];
