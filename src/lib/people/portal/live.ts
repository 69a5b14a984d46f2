import { liveKey } from '$lib/app/live/keys';

/** Whose records an account answers for. */
export const familyKey = liveKey('family');
