import { browserClient } from '$lib/app/supabase/browser';
import { followTopic } from '$lib/app/live/topics';

/** Several pieces of news at one go are one reason to read again (ms). */
const gatherMs = 40;

/**
 * Follows the reader's own topic beside the shell, which follows it for the bell and for the live mark. Calls
 * `onstale` after any of these events, and after each (re)join; returns how to stop, so an `$effect` can return it.
 */
export function followOwn(
	userId: string,
	events: readonly string[],
	onstale: () => void
): () => void {
	let left = false;
	let leave: (() => void) | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const gather = () => {
		timer ??= setTimeout(() => {
			timer = undefined;
			onstale();
		}, gatherMs);
	};
	browserClient().then(
		(client) => {
			if (left) return;
			leave = followTopic(client, `user:${userId}`, {
				events: Object.fromEntries(events.map((event) => [event, gather])),
				onstale: gather
			});
		},
		// The shell says that nothing is live, and tries again; this page is read anew when it is opened.
		() => {}
	);
	return () => {
		left = true;
		clearTimeout(timer);
		leave?.();
	};
}
