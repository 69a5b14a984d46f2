import { createContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

/** What a person may believe of the screen: up to date by itself, catching up, or standing still. */
export type LiveState = 'live' | 'connecting' | 'offline';

const severity: Record<LiveState, number> = { live: 0, connecting: 1, offline: 2 };

/** What all feeds of a page say together: as good as the worst of them. Handed down by context. */
export class LiveStatus {
	#feeds = new SvelteMap<string, LiveState>();
	#worst = $derived(
		[...this.#feeds.values()].reduce<LiveState>(
			(worst, state) => (severity[state] > severity[worst] ? state : worst),
			this.#feeds.size === 0 ? 'connecting' : 'live'
		)
	);

	get state(): LiveState {
		return this.#worst;
	}

	/**
	 * A feed says how it is; `feed` is its topic. Called from the effects that open channels: untracked, or what a
	 * feed reports would run the effect again that opened it.
	 */
	report(feed: string, state: LiveState): void {
		untrack(() => {
			if (this.#feeds.get(feed) !== state) this.#feeds.set(feed, state);
		});
	}

	/** A feed that is no longer followed says nothing. */
	forget(feed: string): void {
		this.#feeds.delete(feed);
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
