import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/*
 * Realtime delivers as well as it can, and says nothing of what it could not: a channel stays joined while the database
 * is no longer followed. So the database says every five seconds what it has announced of late (`private.tick`), and
 * what it says is compared with what was heard.
 */

/** Without a tick for so long (ms), what is on the screen may be out of date. */
const silence = 15_000;
/** What is announced may be overtaken by the tick that tells of it (ms). */
const overtaken = 1_000;
/**
 * Before it is joined (ms), give or take a half: the page comes first, and when the service is back from an outage, what
 * everybody follows.
 */
const patience = 2_000;
/** A page that goes hands the pulse to the page that comes (ms). */
const lingering = 2_000;

/** An announcement as a tick tells of it: its transaction, how often on the topic, and when (by `performance.now`). */
export interface Said {
	transaction: string;
	times: number;
	at: number;
}

/** Who follows a topic, and is told what the database says of it. */
export interface Watcher {
	/** What was announced of late, whether it was heard or not. */
	onsaid: (said: readonly Said[]) => void;
	/** No tick comes any more; or, with false, they come again. */
	onsilent: (silent: boolean) => void;
}

/** The topics a tick tells of. */
export const isTold = (topic: string): boolean =>
	/^(ward|doctor|department):|^(wards|calendar|waitlist|deliveries)$/.test(topic);

interface Pulse {
	watch(topic: string, watcher: Watcher): () => void;
}

const pulses = new WeakMap<SupabaseClient<Database>, Pulse>();

/** The pulse of a client, one for all its topics. Whoever may not hear it is not told of gaps either. */
export function pulseOf(client: SupabaseClient<Database>): Pulse {
	const found = pulses.get(client) ?? openPulse(client);
	pulses.set(client, found);
	return found;
}

function openPulse(client: SupabaseClient<Database>): Pulse {
	const watchers = new Map<Watcher, string>();
	let channel: RealtimeChannel | undefined;
	let looking: ReturnType<typeof setInterval> | undefined;
	let joining: ReturnType<typeof setTimeout> | undefined;
	/** When the last tick came, or the channel was joined; null while it is not. */
	let heard: number | null = null;
	let silent = false;

	function feel(now: boolean): void {
		if (silent === now) return;
		silent = now;
		for (const watcher of watchers.keys()) watcher.onsilent(now);
	}

	function tick(payload: unknown): void {
		heard = performance.now();
		feel(false);
		const told = saidIn(payload, heard);
		setTimeout(() => {
			for (const [watcher, topic] of watchers) watcher.onsaid(told.get(topic) ?? []);
		}, overtaken);
	}

	async function join(): Promise<void> {
		await client.realtime.setAuth();
		if (watchers.size === 0) return;
		const opened = client.channel('tick', { config: { private: true } });
		channel = opened;
		opened.on('broadcast', { event: 'tick' }, ({ payload }) => tick(payload));
		opened.subscribe((status, error) => {
			if (channel !== opened) return;
			if (status === 'SUBSCRIBED') heard = performance.now();
			else {
				leave();
				// Refused is refused. Whatever else it was passes: so does a channel that was too much for the plan.
				if (!/unauthorized|permission/i.test(error?.message ?? '')) soon();
			}
		});
		looking = setInterval(() => {
			if (heard !== null && performance.now() - heard > silence) feel(true);
		}, 1000);
	}

	function soon(): void {
		clearTimeout(joining);
		joining = setTimeout(() => void join().catch(soon), patience * (0.5 + Math.random()));
	}

	function leave(): void {
		clearTimeout(joining);
		const left = channel;
		channel = undefined;
		heard = null;
		clearInterval(looking);
		feel(false);
		if (left) void client.removeChannel(left);
	}

	return {
		watch(topic, watcher) {
			if (watchers.size === 0 && !channel) soon();
			watchers.set(watcher, topic);
			if (silent) watcher.onsilent(true);
			return () => {
				watchers.delete(watcher);
				setTimeout(() => {
					if (watchers.size === 0) leave();
				}, lingering);
			};
		}
	};
}

/** What a tick tells, by topic. */
function saidIn(payload: unknown, now: number): Map<string, Said[]> {
	const { said = {} } = payload as { said?: Record<string, Record<string, [number, number]>> };
	return new Map(
		Object.entries(said).map(([topic, transactions]) => [
			topic,
			Object.entries(transactions).map(([transaction, [times, ago]]) => ({
				transaction,
				times,
				at: now - ago
			}))
		])
	);
}
