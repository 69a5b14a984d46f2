import { liveKey } from '$lib/app/live/keys';

/** How wards were used, and will be. */
export const wardFiguresKey = liveKey('ward-figures');

/** Figures of weeks do not turn on one bed: they are read again at most once a minute. */
export const figuresPatience = { within: 60_000 };
