import { createContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

/** What a person may believe of the screen: up to date by itself, catching up, or standing still. */
export type LiveState = 'live' | 'connecting' | 'offline';

const severity: Record<LiveState, number> = { live: 0, connecting: 1, offline: 2 };

/** As good as the worst of them; `connecting` while there are none. */
export function worstOf(states: Iterable<LiveState>): LiveState {
	let worst: LiveState | undefined;
	for (const state of states) {
		if (worst === undefined || severity[state] > severity[worst]) worst = state;
	}
	return worst ?? 'connecting';
}

/** What all that follow something on a page say together. Handed down by context. */
export class LiveStatus {
	#followers = new SvelteMap<unknown, LiveState>();
	readonly state: LiveState = $derived(worstOf(this.#followers.values()));

	/**
	 * A follower says how it is. Called from the effects that open channels: untracked, or what a follower reports
	 * would run the effect again that opened it.
	 *
	 * @param follower whoever says it, and not its topic, which another may follow as well
	 */
	report(follower: unknown, state: LiveState): void {
		untrack(() => {
			if (this.#followers.get(follower) !== state) this.#followers.set(follower, state);
		});
	}

	/** Who no longer follows says nothing. */
	forget(follower: unknown): void {
		this.#followers.delete(follower);
	}
}

const [read, provide] = createContext<LiveStatus>();

/** Called once by the root layout. */
export function provideLiveStatus(): LiveStatus {
	return provide(new LiveStatus());
}

/** The page's live status; call while a component is being set up. */
export function liveStatus(): LiveStatus {
	return read();
}
