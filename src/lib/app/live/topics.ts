import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { AsOf } from './as-of';
import { isTold, pulseOf, type Said } from './pulse';
import type { LiveState } from './status.svelte';

export interface TopicFollower {
	/** What to do about each event, by its name. Payloads hold ids only; details are read again through the API. */
	events: Record<string, (payload: Record<string, unknown>) => void>;
	/** As of when what the follower shows was read: it is told what was announced since then, and no more. */
	asOf?: AsOf | null;
	/** Called when something may have been missed: after each (re)join, but for the first of who says `asOf`. */
	onstale?: () => void;
	onstatus?: (state: LiveState) => void;
	/** Shows others on the topic (a ward or a patient) that this colleague is there, by their id. */
	shows?: string;
	/** Told whose ids the others show, and by which account, each time somebody comes or goes; nobody while not live. */
	onpresent?: (there: readonly Shown[]) => void;
	/** Given the means to speak on the topic each time it is live, and null when it no longer is. Few topics let people speak. */
	onvoice?: (send: Voice | null) => void;
}

/** A colleague who is shown, and the account that shows them: the embedded stack proves that it is theirs. */
export interface Shown {
	staffId: string;
	userId: string;
}

/** Says something to all others on a topic. What is said while nobody listens is lost. */
export type Voice = (event: string, payload: Record<string, unknown>) => void;

interface SharedTopic {
	followers: Set<TopicFollower>;
	state: LiveState;
	/** The state, as far as it can be believed. */
	believed: () => LiveState;
	/** Tells who follows from now on what was announced since they read, while the topic is live. */
	catchUp: (follower: TopicFollower) => void;
	/** Shows who is to be shown now that somebody follows or no longer does; tells who is there. */
	present: () => void;
	/** Says something to the others there, while the topic is live. */
	say: Voice;
	close: () => Promise<void>;
}

/** Seconds before a refused join is tried again: the right to join may come back, but not this instant. */
const refusedPatience = [2, 5, 15, 30];

/** The topics on which the policies let people be present; see `private.topics`. */
const peopled = /^(ward|patient|note):/;

/**
 * Milliseconds before its own reading from which a page has announcements told again: they bear the time at which
 * their transaction began. No command may last longer; which of them the page knows, their transactions tell.
 */
const longestCommand = 10_000;

/** As many announcements are told again at most, the latest: with so many, there may have been more. */
const mostReplayed = 25;

/** How long what was announced is kept for a follower whose page was asked for before they came (ms). */
const kept = 60_000;

/**
 * A join may be answered before the database is followed; the server says when it is. Later than this (ms), something
 * may have been missed in between; what was missed sooner, the tick tells.
 */
const followedSoon = 5_000;

/** Everybody reads on joining: what is older than that by this (ms) was there to be read. */
const joining = 1_000;

/** While nobody knows what was missed, all is read again as often as this (ms). */
const silentPause = 15_000;

/** Whose account a client holds; nobody's where it is handed its tokens from elsewhere. */
async function accountOf(client: SupabaseClient<Database>): Promise<string | undefined> {
	try {
		return (await client.auth.getSession()).data.session?.user.id;
	} catch {
		return undefined;
	}
}

/** So many transactions are remembered as heard of. */
const mostRemembered = 1_000;

/** A page that goes hands its channel to the page that comes: leaving waits this long (ms). */
const lingering = 400;

const shared = new WeakMap<SupabaseClient<Database>, Map<string, SharedTopic>>();

/**
 * Follows a private topic until the returned function is called. Several followers of one topic share one channel,
 * because the client knows only one channel per topic.
 */
export function followTopic(
	client: SupabaseClient<Database>,
	topic: string,
	follower: TopicFollower
): () => void {
	const topics = shared.get(client) ?? new Map<string, SharedTopic>();
	shared.set(client, topics);

	const found = topics.get(topic);
	const joined = found ?? openTopic(client, topic);
	topics.set(topic, joined);
	joined.followers.add(follower);
	follower.onstatus?.(joined.believed());
	if (found?.state === 'live') {
		follower.onvoice?.(found.say);
		found.catchUp(follower);
	}
	if (follower.shows || follower.onpresent) joined.present();

	return () => {
		joined.followers.delete(follower);
		setTimeout(() => {
			if (topics.get(topic) !== joined) return;
			if (joined.followers.size > 0) {
				if (follower.shows) joined.present();
				return;
			}
			topics.delete(topic);
			void joined.close();
		}, lingering);
	};
}

function openTopic(client: SupabaseClient<Database>, topic: string): SharedTopic {
	let channel: RealtimeChannel | undefined;
	let closed = false;
	let refusals = 0;
	let retry: ReturnType<typeof setTimeout> | undefined;
	/** Who this channel shows; the server forgets with each connection. */
	let shown: string | undefined;
	/** From when on the first join has announcements told again, by the database's clock; null if it does not. */
	let since: number | null = null;
	let everLive = false;
	/** What was announced, by this browser's clock, and since when it is all there. */
	let recent: { at: number; event: string; payload: Record<string, unknown> }[] = [];
	let allSince = 0;
	/** How often each transaction was heard of, of late. */
	const heardOf = new Map<string, number>();
	/** No word of the database: it is not known what was missed. */
	let silent = false;
	let rereading: ReturnType<typeof setInterval> | undefined;
	let unwatch: (() => void) | undefined;

	const self: SharedTopic = {
		followers: new Set(),
		state: 'connecting',
		believed: () => believed(),
		present() {
			if (self.state === 'live' && channel) show(channel);
			tellPresent();
		},
		catchUp(follower) {
			const { asOf } = follower;
			if (!asOf || asOf.asked < allSince) return follower.onstale?.();
			for (const { at, event, payload } of recent) {
				if (at >= asOf.asked) hear(follower, event, payload);
			}
		},
		say(event, payload) {
			// Otherwise the client would send it over HTTP, with an answer nobody waits for.
			if (self.state !== 'live' || !channel) return;
			void channel.send({ type: 'broadcast', event, payload });
		},
		async close() {
			closed = true;
			clearTimeout(retry);
			clearInterval(rereading);
			unwatch?.();
			if (channel) await client.removeChannel(channel);
		}
	};

	/** What followers may believe: a channel that is joined may be silent. */
	const believed = (): LiveState => (silent && self.state === 'live' ? 'offline' : self.state);

	function tell(state: LiveState) {
		self.state = state;
		for (const follower of self.followers) {
			follower.onstatus?.(believed());
			follower.onvoice?.(state === 'live' ? self.say : null);
		}
		if (state !== 'live') tellPresent();
	}

	function hear(follower: TopicFollower, event: string, payload: Record<string, unknown>): void {
		if (!follower.asOf?.saw(payload.transaction)) follower.events[event]?.(payload);
	}

	function stale(): void {
		for (const follower of self.followers) follower.onstale?.();
	}

	/** Compares what was announced with what was heard: whoever has not read what was missed does so now. */
	function compare(told: readonly Said[]): void {
		if (self.state !== 'live') return;
		const missed = told.filter(({ transaction, times }) => (heardOf.get(transaction) ?? 0) < times);
		for (const { transaction, times } of missed) heardOf.set(transaction, times);
		for (const follower of self.followers) {
			const { asOf } = follower;
			// On joining everybody read, or is told again, what was over by then.
			const since = allSince - (asOf ? longestCommand : joining);
			if (missed.some(({ transaction, at }) => at > since && !asOf?.saw(transaction))) {
				follower.onstale?.();
			}
		}
	}

	function feel(now: boolean): void {
		silent = now;
		clearInterval(rereading);
		for (const follower of self.followers) follower.onstatus?.(believed());
		stale();
		if (now) rereading = setInterval(stale, silentPause);
	}

	function countHeard({ transaction }: Record<string, unknown>): void {
		if (typeof transaction !== 'string') return;
		heardOf.set(transaction, (heardOf.get(transaction) ?? 0) + 1);
		for (const [oldest] of heardOf) {
			if (heardOf.size <= mostRemembered) break;
			heardOf.delete(oldest);
		}
	}

	function keep(event: string, payload: Record<string, unknown>): void {
		const now = performance.now();
		recent.push({ at: now, event, payload });
		const first = recent.findIndex(({ at }) => at > now - kept);
		if (first > 0) {
			allSince = recent[first - 1]?.at ?? now;
			recent = recent.slice(first);
		}
	}

	/** From when on those who follow so far need to be told; null when nobody says. */
	function toldSince(): number | null {
		const readings = [...self.followers].flatMap(({ asOf }) => asOf?.at ?? []);
		return everLive || readings.length === 0 ? null : Math.min(...readings) - longestCommand;
	}

	/** Whoever the join does not tell what they have not read. */
	const uncovered = (): TopicFollower[] =>
		[...self.followers].filter(
			({ asOf }) => since === null || !asOf || asOf.at - longestCommand < since
		);

	/** Somebody tracked twice would stay there twice, so only what has changed is said. */
	function show(opened: RealtimeChannel): void {
		const wanted = [...self.followers].find(({ shows }) => shows)?.shows;
		if (!peopled.test(topic) || wanted === shown) return;
		shown = wanted;
		// Who cannot be shown is not there for the others; the rejoin after a lost connection tries again.
		void (wanted === undefined ? opened.untrack() : opened.track({ staff_id: wanted }));
	}

	function tellPresent(): void {
		const there = self.state === 'live' ? channel?.presenceState<{ staff_id?: unknown }>() : {};
		const shown = Object.entries(there ?? {}).flatMap(([userId, shows]) =>
			[...new Set(shows.map((one) => one.staff_id))]
				.filter((staffId) => typeof staffId === 'string')
				.map((staffId) => ({ staffId, userId }))
		);
		for (const follower of self.followers) follower.onpresent?.(shown);
	}

	async function join(): Promise<void> {
		// The private channel is judged by the token of this moment.
		await client.realtime.setAuth();
		if (closed) return;
		// Shown under one's own account, or others take nobody's word for it.
		const account = peopled.test(topic) ? await accountOf(client) : undefined;
		if (closed) return;
		since = toldSince();
		const opened = client.channel(topic, {
			config: {
				private: true,
				...(account && { presence: { key: account } }),
				broadcast: {
					replication_ready: true,
					...(since !== null && { replay: { since, limit: mostReplayed } })
				}
			}
		});
		channel = opened;
		let replayed = 0;
		opened.on('broadcast', { event: '*' }, ({ event, payload = {}, meta }) => {
			const told = payload as Record<string, unknown>;
			countHeard(told);
			if (!meta?.replayed) {
				keep(event, told);
				for (const follower of self.followers) hear(follower, event, told);
				// Somebody may see it no longer: whoever it is finds out by reading, and leaves.
				if (event === 'access_changed' && !topic.startsWith('user:')) stale();
				return;
			}
			replayed += 1;
			for (const follower of self.followers) {
				if (!follower.asOf) continue;
				hear(follower, event, told);
				if (replayed === mostReplayed) follower.onstale?.();
			}
		});
		opened.on('system', {}, ({ status }: { status?: string }) => {
			const late = performance.now() - allSince > followedSoon;
			if (status === 'ok' && self.state === 'live' && late) stale();
		});
		if (peopled.test(topic)) opened.on('presence', { event: 'sync' }, tellPresent);
		opened.subscribe((status, error) => {
			if (closed || channel !== opened) return;
			if (status === 'SUBSCRIBED') {
				refusals = 0;
				recent = [];
				allSince = performance.now();
				tell('live');
				if (isTold(topic))
					unwatch ??= pulseOf(client).watch(topic, { onsaid: compare, onsilent: feel });
				shown = undefined;
				show(opened);
				for (const follower of uncovered()) follower.onstale?.();
				since = null;
				if (!everLive) replayNoMore(opened);
				everLive = true;
			} else if (status === 'CLOSED' || /unauthorized|permission/i.test(error?.message ?? '')) {
				// Refused, or thrown out after a change of role. The client's own rejoining would hammer.
				void refused(opened);
			} else {
				tell('connecting');
			}
		});
	}

	/** Whoever comes back reads again: that there is nothing to be told again spares the server the look. */
	function replayNoMore(opened: RealtimeChannel): void {
		const { broadcast, presence } = opened.params.config;
		opened.updateJoinPayload({
			config: {
				broadcast: { ...broadcast, replay: undefined },
				presence: { ...presence, enabled: peopled.test(topic) },
				postgres_changes: [],
				private: true
			}
		});
	}

	async function refused(opened: RealtimeChannel): Promise<void> {
		channel = undefined;
		tell('offline');
		await client.removeChannel(opened);
		if (closed) return;
		const wait = refusedPatience[Math.min(refusals, refusedPatience.length - 1)] ?? 30;
		refusals += 1;
		retry = setTimeout(() => void join().catch(failed), wait * 1000);
	}

	function failed(): void {
		tell('offline');
		if (!closed) retry = setTimeout(() => void join().catch(failed), 1000);
	}

	void join().catch(failed);
	return self;
}
