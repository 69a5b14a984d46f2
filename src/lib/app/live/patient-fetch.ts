import { asOfHeader, noteFirstRead, notePageRead } from './as-of';
import { anotherWhile, hospitalReachable } from './reachable';

/** Milliseconds between two tries, on the average. */
const pause = 500;

/** What answers for an app that is being restarted. */
const gatewaysOwn = [502, 503, 504];

/** The address of page data; null for anything else. */
function pageData(input: RequestInfo | URL): URL | null {
	const address = input instanceof Request ? input.url : String(input);
	return address.includes('/__data.json') ? new URL(address, location.href) : null;
}

interface PageData {
	nodes?: ({ type: string; error?: App.Error } | null)[];
}

/** Whether the app could not reach the hospital's database while it made this answer. */
function isAway(answer: string): boolean {
	// Parsing all of it twice would be a pity: what says so is rare.
	if (!answer.includes('"unreachable":true')) return false;
	const { nodes = [] } = JSON.parse(answer) as PageData;
	return nodes.some((node) => node?.type === 'error' && node.error?.unreachable);
}

/**
 * Makes page data wait for the network instead of failing. When SvelteKit cannot fetch it, it loads
 * the whole page anew, which without a network is the browser's own error page, and when the answer
 * breaks off in the middle, or the app lost the database while it read, it shows its own: a ward's board
 * would be gone, with everything typed in it, because a broadcast came while the network blinked. So an
 * answer is handed on once it is there whole (no load here streams). SvelteKit's client looks
 * `window.fetch` up at each call so that it can be replaced. Call once, in the browser.
 *
 * It notes as of when each page's data is, too: see `as-of.ts`.
 */
export function waitForNetwork(): void {
	const { fetch } = window;
	noteFirstRead();
	window.fetch = async (input, init) => {
		const address = pageData(input);
		if (!address) return fetch(input, init);
		for (;;) {
			try {
				const asked = performance.now();
				const answer = await fetch(input, init);
				const text = await answer.text();
				if (!gatewaysOwn.includes(answer.status) && !isAway(text)) {
					notePageRead(address, answer.headers.get(asOfHeader), asked);
					// A status without a body allows none, not even an empty one.
					return new Response(text || null, answer);
				}
			} catch (error) {
				if (init?.signal?.aborted) throw error;
			}
			// The pause as well: what answers may still break off each time.
			await Promise.all([anotherWhile(pause), hospitalReachable()]);
		}
	};
}
