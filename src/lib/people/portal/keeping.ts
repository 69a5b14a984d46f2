import type { keeping } from './keeping.server';

/** What those who keep the records see besides the patient. */
export type Keeping = Awaited<ReturnType<typeof keeping>>;
