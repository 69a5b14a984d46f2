/**
 * What `depends` and `refresh` call a thing that pages load: a broadcast makes it stale, and only the loads that read
 * it run again. Each room names its own, in its `live.ts`; no two may have the same name.
 */
export type LiveKey = `lantern:${string}`;

export const liveKey = (name: string): LiveKey => `lantern:${name}`;
