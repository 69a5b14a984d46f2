import type { SupabaseClient } from '@supabase/supabase-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Database } from '$lib/app/supabase/database.types';
import { readAsOf } from './as-of';
import type { LiveState } from './status.svelte';
import { followTopic } from './topics';

/* A realtime service that loses what it should deliver, and does not say so. */

interface Message {
	event: string;
	payload: Record<string, unknown>;
}

class FakeChannel {
	readonly params = { config: { presence: {} } };
	hear: (message: Message) => void = () => {};
	system: (message: { status: string }) => void = () => {};
	tell: (status: string, error?: Error) => void = () => {};

	on(kind: string, _filter: object, hear: never): void {
		if (kind === 'broadcast') this.hear = hear;
		if (kind === 'system') this.system = hear;
	}
	subscribe(tell: (status: string, error?: Error) => void): void {
		this.tell = tell;
	}
	updateJoinPayload(): void {}
	presenceState() {
		return {};
	}
}

let channels: Map<string, FakeChannel>;
let client: SupabaseClient<Database>;

beforeEach(() => {
	vi.useFakeTimers();
	channels = new Map();
	client = {
		auth: { getSession: () => Promise.resolve({ data: { session: null } }) },
		realtime: { setAuth: () => Promise.resolve() },
		channel(name: string) {
			const channel = new FakeChannel();
			channels.set(name, channel);
			return channel;
		},
		removeChannel: () => Promise.resolve('ok')
	} as unknown as SupabaseClient<Database>;
});
afterEach(() => void vi.useRealTimers());

const topic = 'ward:1';
const channel = (name: string) => channels.get(name) as FakeChannel;

/** A page read when all transactions before 100 were over, on a topic that has been live for a minute. */
async function livePage() {
	const seen: string[] = [];
	const states: LiveState[] = [];
	followTopic(client, topic, {
		asOf: readAsOf('60000 100:100:', 0),
		events: { changed: ({ transaction }) => seen.push(String(transaction)) },
		onstale: () => seen.push('all'),
		onstatus: (state) => states.push(state)
	});
	await vi.advanceTimersByTimeAsync(1);
	channel(topic).tell('SUBSCRIBED');
	await vi.advanceTimersByTimeAsync(4000);
	channel('tick').tell('SUBSCRIBED');
	for (let past = 0; past < 60; past += 5) await tick({});
	return { seen, states };
}

async function tick(said: Record<string, [times: number, ago: number]>): Promise<void> {
	channel('tick').hear({ event: 'tick', payload: { said: { [topic]: said } } });
	await vi.advanceTimersByTimeAsync(5000);
}

const announce = (transaction: string) =>
	channel(topic).hear({ event: 'changed', payload: { transaction } });

test('what was heard is not read again', async () => {
	const { seen } = await livePage();
	announce('120');
	await tick({ '120': [1, 200], '90': [1, 400] });
	expect(seen).toEqual(['120']);
});

test('what was announced and not delivered is read after the next tick, once', async () => {
	const { seen } = await livePage();
	await tick({ '121': [1, 3000] });
	expect(seen).toEqual(['all']);
	await tick({ '121': [1, 8000] });
	expect(seen).toEqual(['all']);
});

test('of two announcements of one transaction, one may be lost', async () => {
	const { seen } = await livePage();
	announce('122');
	await tick({ '122': [2, 100] });
	expect(seen).toEqual(['122', 'all']);
});

test('a channel that stays joined and says nothing is not live, and reads now and then', async () => {
	const { seen, states } = await livePage();
	expect(states.at(-1)).toBe('live');
	await vi.advanceTimersByTimeAsync(11_000);
	expect(states.at(-1)).toBe('offline');
	expect(seen).toEqual(['all']);
	await vi.advanceTimersByTimeAsync(15_000);
	expect(seen).toEqual(['all', 'all']);

	await tick({});
	expect(states.at(-1)).toBe('live');
	expect(seen).toEqual(['all', 'all', 'all']);
	await vi.advanceTimersByTimeAsync(1000);
	expect(seen).toHaveLength(3);
});

test('a join that was answered before the database was followed reads again when it is', async () => {
	const { seen } = await livePage();
	channel(topic).system({ status: 'ok' });
	expect(seen).toEqual(['all']);
});

test('after a lost connection the tick is joined again, later than what is followed', async () => {
	const { states } = await livePage();
	const before = channel('tick');
	before.tell('CHANNEL_ERROR');
	await vi.advanceTimersByTimeAsync(900);
	expect(channel('tick')).toBe(before);
	await vi.advanceTimersByTimeAsync(3000);
	expect(channel('tick')).not.toBe(before);
	channel('tick').tell('SUBSCRIBED');
	await vi.advanceTimersByTimeAsync(17_000);
	expect(states.at(-1)).toBe('offline');
});

test('whoever may not hear the tick is told nothing of silence', async () => {
	const { states } = await livePage();
	const refused = channel('tick');
	refused.tell('CHANNEL_ERROR', new Error('Unauthorized: You do not have permissions to read'));
	await vi.advanceTimersByTimeAsync(60_000);
	expect(channel('tick')).toBe(refused);
	expect(states.at(-1)).toBe('live');
});

test('a tick that the server ended, as hosted does beyond a plan’s messages, is joined again', async () => {
	const { seen, states } = await livePage();
	const ended = channel('tick');
	ended.tell('CLOSED');
	await vi.advanceTimersByTimeAsync(4000);
	expect(channel('tick')).not.toBe(ended);
	channel('tick').tell('SUBSCRIBED');
	await tick({ '121': [1, 3000] });
	expect(seen).toEqual(['all']);
	await vi.advanceTimersByTimeAsync(17_000);
	expect(states.at(-1)).toBe('offline');
});
