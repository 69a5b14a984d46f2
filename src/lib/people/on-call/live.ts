import { liveKey } from '$lib/app/live/keys';

/** Who is on call. */
export const onCallKey = liveKey('on-call');
export const onCallEvents = ['on_call_changed'];
