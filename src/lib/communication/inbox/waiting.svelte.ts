import { follow } from '$lib/app/live/follow';
import { gather } from '$lib/app/live/gather';
import { browserClient } from '$lib/app/supabase/browser';
import { inboxEvents } from './live';
import { inboxCount } from './queries';

/** How much waits for one person, while no page that has read it is open. */
export class Waiting {
	#count = $state(0);

	get count(): number {
		return this.#count;
	}

	/** Follows the person's own topic; returns how to stop, so an `$effect` can return it. */
	follow(userId: string): () => void {
		let left = false;
		const news = gather(40, async () => {
			const count = await inboxCount(await browserClient()).catch(() => null);
			if (!left && count !== null) this.#count = count;
		});
		const leave = follow(null, `user:${userId}`, {
			events: Object.fromEntries(inboxEvents.map((event) => [event, news.note])),
			onstale: () => news.note(null)
		});
		return () => {
			left = true;
			news.stop();
			leave();
		};
	}
}
