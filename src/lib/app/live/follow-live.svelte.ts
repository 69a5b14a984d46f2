import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { page } from '$app/state';
import { asOfPage } from './as-of';
import { follow } from './follow';
import { gather, type Told } from './gather';
import type { LiveKey } from './keys';
import { refresh } from './refresh';
import { liveStatus, worstOf, type LiveState } from './status.svelte';

interface Options {
	/** What is told within so many milliseconds is one reason to read. */
	within?: number;
	/** Reads again each so many milliseconds as well: for what nobody announces. */
	every?: (state: LiveState) => number;
}

/**
 * Follows topics for as long as the component lives, and reads again what was made stale. Call it while a component
 * is being set up:
 *
 *     const live = followLive(() => `ward:${wardId}`, ['bed_board_changed'], boardKeys.board);
 *
 * `topics` is derived: topics are joined and left as it changes; null or '' stands for none. `stale` is the key of what
 * to read again, or several, or a function for what is not read with the page: it is given the payloads of what was
 * told, oldest first, or null when anything may have changed, because nobody listened for a while.
 *
 * The page is not read again on opening: see `as-of.ts`. After each lost connection it is.
 */
export function followLive(
	topics: () => readonly (string | null)[] | string | null,
	events: readonly string[],
	stale: LiveKey | readonly LiveKey[] | ((told: Told[] | null) => unknown),
	{ within = 40, every }: Options = {}
): { readonly state: LiveState } {
	const status = liveStatus();
	const states = new SvelteMap<string, LiveState>();
	const state = $derived(worstOf(states.values()));
	// As one string: a page that is read again makes new arrays of the same topics.
	const wanted = $derived([topics()].flat().filter(Boolean).join(' '));

	const read =
		typeof stale === 'function'
			? stale
			: () => {
					for (const key of [stale].flat()) void refresh(key);
				};
	const news = gather(within, read);
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- for the effects here alone, which must not run for it
	const followed = new Map<string, () => void>();

	function join(topic: string): void {
		const leave = follow(status, topic, {
			asOf: asOfPage(page.url),
			events: Object.fromEntries(events.map((event) => [event, news.note])),
			onstale: () => news.note(null),
			onstatus: (told) => states.set(topic, told)
		});
		followed.set(topic, leave);
	}

	function leave(topic: string): void {
		followed.get(topic)?.();
		followed.delete(topic);
		states.delete(topic);
	}

	$effect(() => {
		const names = wanted.split(' ').filter(Boolean);
		untrack(() => {
			for (const topic of [...followed.keys()]) if (!names.includes(topic)) leave(topic);
			for (const topic of names) if (!followed.has(topic)) join(topic);
		});
	});
	$effect(() => () => {
		for (const topic of [...followed.keys()]) leave(topic);
		news.stop();
	});

	const pause = $derived(every?.(state));
	$effect(() => {
		if (pause === undefined) return;
		const timer = setInterval(() => read(null), pause);
		return () => clearInterval(timer);
	});

	return {
		get state() {
			return state;
		}
	};
}
