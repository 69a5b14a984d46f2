import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js';
import type { LiveState } from '$lib/app/live/status.svelte';
import type { Database } from './database.types';

export interface TopicFollower {
	/** What to do about each event, by its name. Payloads hold ids only; details are read again through the API. */
	events: Record<string, (payload: Record<string, unknown>) => void>;
	/** Called after each (re)join: what was sent while away is not replayed, so read again. */
	onstale?: () => void;
	onstatus?: (state: LiveState) => void;
	/** Shows others on the topic (a ward or a patient) that this colleague is there, by their id. */
	shows?: string;
	/** Told whose ids the others show, each time somebody comes or goes; nobody while not live. */
	onpresent?: (staffIds: readonly string[]) => void;
	/** Given the means to speak on the topic each time it is live, and null when it no longer is. Few topics let people speak. */
	onvoice?: (send: Voice | null) => void;
}

/** Says something to all others on a topic. What is said while nobody listens is lost. */
export type Voice = (event: string, payload: Record<string, unknown>) => void;

interface SharedTopic {
	followers: Set<TopicFollower>;
	state: LiveState;
	/** Shows who is to be shown now that somebody follows or no longer does; tells who is there. */
	present: () => void;
	/** Says something to the others there, while the topic is live. */
	say: Voice;
	close: () => Promise<void>;
}

/** Seconds before a refused join is tried again: the right to join may come back, but not this instant. */
const refusedPatience = [2, 5, 15, 30];

/** The topics on which the policies let people be present; see `private.may_be_present`. */
const peopled = /^(ward|patient):/;

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
	follower.onstatus?.(joined.state);
	if (found?.state === 'live') {
		follower.onvoice?.(found.say);
		follower.onstale?.();
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

	const self: SharedTopic = {
		followers: new Set(),
		state: 'connecting',
		present() {
			if (self.state === 'live' && channel) show(channel);
			tellPresent();
		},
		say(event, payload) {
			// Otherwise the client would send it over HTTP, with an answer nobody waits for.
			if (self.state !== 'live' || !channel) return;
			void channel.send({ type: 'broadcast', event, payload });
		},
		async close() {
			closed = true;
			clearTimeout(retry);
			if (channel) await client.removeChannel(channel);
		}
	};

	function tell(state: LiveState) {
		self.state = state;
		for (const follower of self.followers) {
			follower.onstatus?.(state);
			follower.onvoice?.(state === 'live' ? self.say : null);
		}
		if (state !== 'live') tellPresent();
	}

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
		const ids = Object.values(there ?? {}).flatMap((shows) => shows.map((one) => one.staff_id));
		const known = [...new Set(ids)].filter((id) => typeof id === 'string');
		for (const follower of self.followers) follower.onpresent?.(known);
	}

	async function join(): Promise<void> {
		// The private channel is judged by the token of this moment.
		await client.realtime.setAuth();
		if (closed) return;
		const opened = client.channel(topic, { config: { private: true } });
		channel = opened;
		opened.on('broadcast', { event: '*' }, (message) => {
			for (const follower of self.followers) {
				follower.events[message.event]?.((message.payload ?? {}) as Record<string, unknown>);
			}
		});
		if (peopled.test(topic)) opened.on('presence', { event: 'sync' }, tellPresent);
		opened.subscribe((status, error) => {
			if (closed || channel !== opened) return;
			if (status === 'SUBSCRIBED') {
				refusals = 0;
				tell('live');
				shown = undefined;
				show(opened);
				for (const follower of self.followers) follower.onstale?.();
			} else if (status === 'CLOSED' || /unauthorized|permission/i.test(error?.message ?? '')) {
				// Refused, or thrown out after a change of role. The client's own rejoining would hammer.
				void refused(opened);
			} else {
				tell('connecting');
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
