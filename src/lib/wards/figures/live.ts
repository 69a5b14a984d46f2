import { liveKey } from '$lib/app/live/keys';

/** How wards were used, and will be. */
export const wardFiguresKey = liveKey('ward-figures');
