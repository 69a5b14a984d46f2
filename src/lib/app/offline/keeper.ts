import { version } from '$app/environment';
import { resolve } from '$app/paths';
import { getLocale } from '$lib/paraglide/runtime.js';
import { forget, keepPage, read, write, type Kept } from './kept';

/** Milliseconds: what is kept is at most this much older than the connection. */
const every = 60_000;
/** Milliseconds after a screen has come up: it goes first. */
const settled = 3000;

/**
 * Keeps on this device what somebody needs when the connection goes; the function it returns stops it.
 * What another person kept here is removed first.
 */
export function keep(userId: string): () => void {
	let stopped = false;
	let timer: ReturnType<typeof setTimeout>;

	async function once(): Promise<void> {
		const answer = await fetch(resolve('/offline/kept'), { cache: 'no-store' });
		if (stopped) return;
		if (answer.status === 200) await write((await answer.json()) as Kept);
		// The hospital keeps nothing, or this person may not: only the hospital being away is no reason.
		else if (answer.status < 500) await forget();
		await keepPage(resolve('/offline'), version, getLocale());
	}

	async function again(): Promise<void> {
		// A screen nobody looks at can wait until somebody does.
		if (navigator.onLine && document.visibilityState === 'visible') await once().catch(() => {});
		if (!stopped) timer = setTimeout(again, every);
	}

	void read(new Date())
		.then((kept) => (kept && kept !== 'late' && kept.user_id !== userId ? forget() : undefined))
		.catch(() => {})
		.then(() => {
			if (!stopped) timer = setTimeout(again, settled);
		});
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
