/** Milliseconds between two tries. */
const pause = 500;

const isPageData = (input: RequestInfo | URL): boolean => {
	const address = input instanceof Request ? input.url : String(input);
	return address.includes('/__data.json');
};

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
 */
export function waitForNetwork(): void {
	const { fetch } = window;
	window.fetch = async (input, init) => {
		if (!isPageData(input)) return fetch(input, init);
		for (;;) {
			try {
				const answer = await fetch(input, init);
				const text = await answer.text();
				// A status without a body allows none, not even an empty one.
				if (!isAway(text)) return new Response(text || null, answer);
			} catch (error) {
				if (init?.signal?.aborted) throw error;
			}
			await new Promise((wait) => setTimeout(wait, pause));
		}
	};
}
