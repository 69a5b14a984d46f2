/** Milliseconds between two tries. */
const pause = 500;

const isPageData = (input: RequestInfo | URL): boolean => {
	const address = input instanceof Request ? input.url : String(input);
	return address.includes('/__data.json');
};

/**
 * Makes page data wait for the network instead of failing. When SvelteKit cannot fetch it, it loads
 * the whole page anew, which without a network is the browser's own error page, and when the answer
 * breaks off in the middle it shows its own: a ward's board would be gone, with everything typed in
 * it, because a broadcast came while the network blinked. So an answer is handed on once it is there
 * whole (no load here streams). SvelteKit's client looks `window.fetch` up at each call so that it can
 * be replaced. Call once, in the browser.
 */
export function waitForNetwork(): void {
	const { fetch } = window;
	window.fetch = async (input, init) => {
		if (!isPageData(input)) return fetch(input, init);
		for (;;) {
			try {
				const answer = await fetch(input, init);
				return answer.body ? new Response(await answer.arrayBuffer(), answer) : answer;
			} catch (error) {
				if (init?.signal?.aborted) throw error;
				await new Promise((wait) => setTimeout(wait, pause));
			}
		}
	};
}
