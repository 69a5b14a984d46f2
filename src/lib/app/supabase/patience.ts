/** Milliseconds before each attempt to come back. */
const pauses = [100, 250];
/**
 * And before each further one. Whoever is this late, joins and reads must still be done within two seconds of
 * the service's return, a thousand others doing so at the same time.
 */
const lastPause = 500;

/** How long a lost connection waits before it is tried again, for the `tries`th time. A ward must not wait ten seconds. */
export const reconnectAfterMs = (tries: number): number => pauses[tries - 1] ?? lastPause;
