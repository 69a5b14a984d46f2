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
	/**
	 * As hosted does it: a join is answered whether or not the database is followed, and who listens is not sent away
	 * when it no longer is. Here both are kinder, so that an application that works only here shows it in this mode.
	 */
	hosted: boolean;
	/** Channels nobody is asked about, which anybody with the public key joins: off, as the project's setting has it. */
	publicChannels: boolean;
	/** What is sent to all clients together; one more, and the channel it went to is ended. */
	messagesPerSecond: number;
	/** Of all clients together; one more is refused, and as hosted does it the client's connection ended. */
	joinsPerSecond: number;
	/** Of all clients together; one more ends the channel. */
	presencesPerSecond: number;
	/** Which broadcasts of the database never arrive: for tests. */
	loses: (broadcast: { topic: string; event: string }) => boolean;
}

export const defaultLimits: Limits = {
	connections: 10_000,
	channelsPerConnection: 100,
	bodyBytes: 256 * 1024,
	presenceCalls: 5,
	presenceWindowMs: 30_000,
	silenceMs: 65_000,
	databaseWaitMs: 5_000,
	hosted: false,
	publicChannels: false,
	messagesPerSecond: Infinity,
	joinsPerSecond: Infinity,
	presencesPerSecond: Infinity,
	loses: () => false
};

/** What the plans of hosted allow; with `hosted`, what the free one does not. */
const plans: Record<string, Partial<Limits>> = {
	free: {
		hosted: true,
		connections: 200,
		messagesPerSecond: 100,
		joinsPerSecond: 100,
		presencesPerSecond: 20
	},
	pro: {
		hosted: true,
		connections: 500,
		messagesPerSecond: 500,
		joinsPerSecond: 500,
		presencesPerSecond: 50,
		bodyBytes: 3000 * 1024
	}
};

/**
 * The limits a stack is started with: `LANTERN_REALTIME=free` or `pro` for those of a plan, and hosted's ways.
 *
 * @throws when there is no such plan
 */
export function limitsOf(plan: string | undefined): Limits {
	if (!plan) return defaultLimits;
	const known = plans[plan];
	if (!known) throw new Error(`LANTERN_REALTIME: ${plan} is neither free nor pro`);
	return { ...defaultLimits, ...known };
}

/** Counts what happens in a second; whether one more is within the limit. */
export function perSecond(most: number): () => boolean {
	let [began, count] = [0, 0];
	return () => {
		const now = Date.now();
		if (now - began >= 1000) [began, count] = [now, 0];
		return ++count <= most;
	};
}
