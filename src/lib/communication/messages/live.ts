import { liveKey } from '$lib/app/live/keys';

/** Threads on a patient's record, and what is written in them. */
export const messagesKey = liveKey('messages');

export const messagesEvents = ['messages_changed'];
