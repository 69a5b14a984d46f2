import { browserClient } from '$lib/app/supabase/browser';
import type { LiveStatus } from './status.svelte';
import type { TopicFollower } from './topics';

let fetched: Promise<typeof import('./topics')> | undefined;

/** Fetched as the client is, which it is of no use without: no screen waits for it. */
function topics(): Promise<typeof import('./topics')> {
	fetched ??= import('./topics');
	fetched.catch(() => (fetched = undefined));
	return fetched;
}

/**
 * Follows a topic as soon as the browser's client is there, and lets the shell's live mark know, where it is
 * given. The function it returns stops everything, so an `$effect` can return it. A page that only has to be read
 * again follows by `followLive`.
 */
export function follow(
	status: LiveStatus | null,
	topic: string,
	{ onstatus, ...follower }: TopicFollower
): () => void {
	let left = false;
	let leave: (() => void) | undefined;
	let retry: ReturnType<typeof setTimeout> | undefined;

	function start(): void {
		Promise.all([browserClient(), topics()]).then(
			([client, { followTopic }]) => {
				if (left) return;
				leave = followTopic(client, topic, {
					...follower,
					onstatus(state) {
						if (!left) status?.report(start, state);
						onstatus?.(state);
					}
				});
			},
			() => {
				if (left) return;
				status?.report(start, 'offline');
				retry = setTimeout(start, 2000);
			}
		);
	}

	status?.report(start, 'connecting');
	start();

	return () => {
		left = true;
		clearTimeout(retry);
		leave?.();
		status?.forget(start);
	};
}
