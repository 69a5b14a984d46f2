import { liveKey } from '$lib/app/live/keys';

/** Rooms, beds and people of a ward, as they are set up. */
export const wardSetupKey = liveKey('ward-setup');
