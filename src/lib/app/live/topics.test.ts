import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Database } from '$lib/app/supabase/database.types';
import { readAsOf } from './as-of';
import { followTopic } from './topics';

interface Message {
	event: string;
	payload: Record<string, unknown>;
	meta?: { replayed?: boolean };
}

/** A channel as supabase-js has it, which joins when the test says so. */
class FakeChannel {
	readonly params: { config: Record<string, unknown> };
	rejoinsWith: { config: { broadcast?: { replay?: unknown } } } | undefined;
	#hear: (message: Message) => void = () => {};
	#tell: (status: string) => void = () => {};

	constructor(config: Record<string, unknown>) {
		this.params = { config: { presence: {}, ...config } };
	}

	on(kind: string, _filter: object, hear: (message: Message) => void): void {
		if (kind === 'broadcast') this.#hear = hear;
	}
	subscribe(tell: (status: string) => void): void {
		this.#tell = tell;
	}
	updateJoinPayload(payload: { config: { broadcast?: { replay?: unknown } } }): void {
		this.rejoinsWith = payload;
	}
	presenceState() {
		return {};
	}

	join = () => this.#tell('SUBSCRIBED');
	end = () => this.#tell('CLOSED');
	say = (transaction: string, replayed = false, event = 'changed') =>
		this.#hear({
			event,
			payload: { transaction },
			meta: replayed ? { replayed } : {}
		});
	get replay(): unknown {
		return (this.params.config.broadcast as { replay?: unknown } | undefined)?.replay;
	}
}

const topic = 'doctor:1';
let channels: FakeChannel[];
let client: SupabaseClient<Database>;

beforeEach(() => {
	channels = [];
	client = {
		realtime: { setAuth: () => Promise.resolve() },
		channel(name: string, { config }: { config: Record<string, unknown> }) {
			const channel = new FakeChannel(config);
			// The database's tick has one of its own, joined when it pleases.
			if (name === topic) channels.push(channel);
			return channel;
		},
		removeChannel: () => Promise.resolve('ok')
	} as unknown as SupabaseClient<Database>;
});

/** Follows; what it heard is the transactions of its events, and `all` for "anything may have changed". */
function follower(asOf: ReturnType<typeof readAsOf>) {
	const heard: unknown[] = [];
	const leave = followTopic(client, topic, {
		asOf,
		events: { changed: ({ transaction }) => heard.push(transaction) },
		onstale: () => heard.push('all')
	});
	return { heard, leave };
}

async function opened(): Promise<FakeChannel> {
	return vi.waitUntil(() => channels.at(-1));
}

/** A page read at 60 s by the database's clock, when all transactions before 100 but 97 were over. */
const read = (asked = 0) => readAsOf('60000 97:100:97', asked);

test('a page that has just been read is told what came since, and is not read again', async () => {
	const page = follower(read());
	const channel = await opened();
	expect(channel.replay).toEqual({ since: 50_000, limit: 25 });
	channel.join();
	for (const transaction of ['96', '97', '98', '100']) channel.say(transaction, true);
	channel.say('99');
	channel.say('101');

	expect(page.heard).toEqual(['97', '100', '101']);
});

test('where somebody’s right has ended, everybody finds out by reading whether it is theirs', async () => {
	const page = follower(read());
	const channel = await opened();
	channel.join();
	channel.say('101', false, 'access_changed');
	expect(page.heard).toEqual(['all']);
});

test('with as much to tell again as is told at most, there may have been more', async () => {
	const page = follower(read());
	const channel = await opened();
	channel.join();
	for (let told = 1; told < 25; told++) channel.say('90', true);
	expect(page.heard).toEqual([]);
	channel.say('90', true);
	expect(page.heard).toEqual(['all']);
});

test('who does not say when they read, reads on joining, and is told nothing again', async () => {
	const page = follower(read());
	const bell = follower(null);
	const channel = await opened();
	channel.join();
	channel.say('100', true);

	expect(bell.heard).toEqual(['all']);
	expect(page.heard).toEqual(['100']);
});

test('after a lost connection everybody reads, and nothing need be told again', async () => {
	const page = follower(read());
	const channel = await opened();
	channel.join();
	expect(channel.rejoinsWith?.config.broadcast?.replay).toBeUndefined();
	channel.join();

	expect(channel.rejoinsWith).toBeDefined();
	expect(page.heard).toEqual(['all']);
});

test('a channel that the server ended is not live, is joined again soon, and everybody reads', async () => {
	vi.useFakeTimers();
	try {
		const page = follower(read());
		const states: string[] = [];
		followTopic(client, topic, { events: {}, onstatus: (state) => states.push(state) });
		await vi.advanceTimersByTimeAsync(1);
		channels[0]?.join();
		channels[0]?.end();
		expect(states.at(-1)).toBe('offline');
		await vi.advanceTimersByTimeAsync(2100);
		expect(channels).toHaveLength(2);
		channels[1]?.join();
		expect(states.at(-1)).toBe('live');
		expect(page.heard).toEqual(['all']);
	} finally {
		vi.useRealTimers();
	}
});

test('a page that comes to a live topic is told what came since it was asked for', async () => {
	follower(null);
	const channel = await opened();
	channel.join();
	channel.say('100');
	await new Promise((later) => setTimeout(later, 5));
	const asked = performance.now();
	channel.say('99');
	channel.say('101');
	const page = follower(read(asked));
	channel.say('102');

	expect(page.heard).toEqual(['101', '102']);
});

test('a page that was asked for before the topic was live reads again', async () => {
	follower(null);
	(await opened()).join();
	const page = follower(read(0));

	expect(page.heard).toEqual(['all']);
});

test('a page that was read before those who opened the channel reads again', async () => {
	follower(read());
	const channel = await opened();
	const older = follower(readAsOf('59000 90:90:', 0));
	channel.join();

	expect(older.heard).toEqual(['all']);
});
