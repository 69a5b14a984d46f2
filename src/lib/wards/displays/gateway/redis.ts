import type { ServerOptions } from 'socket.io';

export interface RedisAdapter {
	adapter: NonNullable<ServerOptions['adapter']>;
	close(): Promise<void>;
}

/**
 * Lets a display that comes back to another Node process go on where it was: sessions and what was said
 * lie in Redis for a while. Displays do not depend on it. Each process follows its wards itself, and while
 * Redis is away its commands fail at once instead of waiting, so that nobody waits for them.
 */
export async function redisAdapter(
	url: string,
	log: (message: string) => void
): Promise<RedisAdapter> {
	const [{ createClient }, { createAdapter }] = await Promise.all([
		import('redis'),
		import('@socket.io/redis-streams-adapter')
	]);
	const reconnectStrategy = (tries: number) => Math.min(100 * 2 ** Math.min(tries, 5), 2000);
	const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy } });
	let away = false;
	client.on('error', (error: Error) => {
		if (!away) log(`Redis is away: ${error.message}`);
		away = true;
	});
	client.on('ready', () => {
		if (away) log('Redis is back');
		away = false;
	});
	// Without it, too, displays are served; it is tried again until it answers.
	client.connect().catch(() => {});

	const readers: ReturnType<typeof createClient>[] = [];
	const create = createAdapter(
		Object.assign(client, {
			/** Those that read wait for Redis: asking again at once and for ever would take all there is. */
			duplicate() {
				const reader = createClient({ url, socket: { reconnectStrategy } });
				readers.push(reader as ReturnType<typeof createClient>);
				return reader;
			}
		}),
		{ streamName: 'lantern:displays', sessionKeyPrefix: 'lantern:display-session:', maxLen: 10_000 }
	);
	return {
		adapter: function (this: unknown, namespace: unknown) {
			const adapter = (create as (namespace: unknown) => PersistingAdapter)(namespace);
			const persist = adapter.persistSession.bind(adapter);
			// Nobody awaits what it does with Redis: refused there, it would end the process.
			adapter.persistSession = (session) => {
				if (client.isReady) persist(session);
			};
			return adapter;
		} as unknown as NonNullable<ServerOptions['adapter']>,
		async close() {
			// Sessions of displays that were just sent away are still on their way there.
			if (client.isReady) await client.close().catch(() => {});
			else client.destroy();
			for (const reader of readers) if (reader.isOpen) reader.destroy();
		}
	};
}

interface PersistingAdapter {
	persistSession(session: unknown): void;
}
