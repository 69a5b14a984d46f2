import { browserClient } from '$lib/app/supabase/browser';
import { followTopic, type TopicFollower } from '$lib/app/supabase/realtime';
import type { LiveStatus } from './status.svelte';

/**
 * Follows a topic as soon as the browser's client is there, and lets the shell's live mark know, where it is
 * given. The function it returns stops everything, so an `$effect` can return it.
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
		browserClient().then(
			(client) => {
				if (left) return;
				leave = followTopic(client, topic, {
					...follower,
					onstatus(state) {
						if (!left) status?.report(topic, state);
						onstatus?.(state);
					}
				});
			},
			() => {
				if (left) return;
				status?.report(topic, 'offline');
				retry = setTimeout(start, 2000);
			}
		);
	}

	status?.report(topic, 'connecting');
	start();

	return () => {
		left = true;
		clearTimeout(retry);
		leave?.();
		status?.forget(topic);
	};
}
