/** What one client may do before it is told off; the hosted server's defaults where it has any. */
export interface Limits {
	connections: number;
	channelsPerConnection: number;
	/** Largest body of one broadcast or presence, in bytes. */
	bodyBytes: number;
	/** Presence calls per channel within `presenceWindowMs`; one more closes the channel. */
	presenceCalls: number;
	presenceWindowMs: number;
	/** A connection that sends nothing for this long is gone; clients send a heartbeat each 25 s. */
	silenceMs: number;
	/** How long a join waits for the database to be followed again after an interruption. */
	databaseWaitMs: number;
}

export const defaultLimits: Limits = {
	connections: 10_000,
	channelsPerConnection: 100,
	bodyBytes: 256 * 1024,
	presenceCalls: 5,
	presenceWindowMs: 30_000,
	silenceMs: 65_000,
	databaseWaitMs: 5_000
};
