import { follow } from '$lib/live/follow';
import type { LiveStatus } from '$lib/live/status.svelte';
import { browserClient } from '$lib/supabase/browser';
import { markRead } from './commands';
import { latestNotifications, notificationById, type Notification } from './queries';

/** How many the bell lists; older ones have had their day. */
const listed = 30;

interface Arrivals {
	/** Something new for this person, the instant it happens. */
	onarrive: (notification: Notification) => void;
	/** What this person may do has changed. */
	onaccesschange: () => void;
}

/** One person's notifications: the newest, how many are unread, and what arrives while the page is open. */
export class Inbox {
	#notifications = $state.raw<Notification[]>([]);
	#unread = $state(0);
	#state = $state<'loading' | 'ready' | 'failed'>('loading');
	/** When the newest known one was made: what came later while the socket was away is told as well. */
	#newest = '';

	get notifications(): readonly Notification[] {
		return this.#notifications;
	}

	get unread(): number {
		return this.#unread;
	}

	get state(): 'loading' | 'ready' | 'failed' {
		return this.#state;
	}

	/** Follows the person's own topic; returns how to stop, so an `$effect` can return it. */
	follow(status: LiveStatus, userId: string, arrivals: Arrivals): () => void {
		return follow(status, `user:${userId}`, {
			events: {
				notification: ({ id }) => {
					if (typeof id === 'string') void this.#arrived(id, arrivals);
				},
				access_changed: () => arrivals.onaccesschange()
			},
			onstale: () => void this.reload(arrivals)
		});
	}

	/** Reads everything again; what is newer than the last reading is announced. */
	async reload(arrivals?: Arrivals): Promise<void> {
		try {
			const { notifications, unread } = await latestNotifications(await browserClient(), listed);
			const known = this.#newest;
			const missed = notifications.filter(
				({ created_at, read_at }) => known && created_at > known && read_at === null
			);
			this.#notifications = notifications;
			this.#unread = unread;
			// A first reading that finds nothing is a reading too.
			this.#newest = notifications[0]?.created_at ?? (known || '1970-01-01T00:00:00Z');
			this.#state = 'ready';
			for (const notification of missed.reverse().slice(-3)) arrivals?.onarrive(notification);
		} catch {
			if (this.#state === 'loading') this.#state = 'failed';
		}
	}

	async markRead(ids?: string[]): Promise<void> {
		const marked = this.#notifications.filter(
			({ id, read_at }) => read_at === null && (ids?.includes(id) ?? true)
		);
		if (ids && marked.length === 0) return;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- written down at once, never changed
		const read_at = new Date().toISOString();
		// Shown at once; a refusal brings back what the server knows.
		this.#notifications = this.#notifications.map((notification) =>
			marked.includes(notification) ? { ...notification, read_at } : notification
		);
		this.#unread = ids ? Math.max(0, this.#unread - marked.length) : 0;
		try {
			await markRead(await browserClient(), ids);
		} catch {
			await this.reload();
		}
	}

	async #arrived(id: string, arrivals: Arrivals): Promise<void> {
		if (this.#notifications.some((known) => known.id === id)) return;
		let found: Notification | null;
		try {
			found = await notificationById(await browserClient(), id);
		} catch {
			// The network blinked. The message is not sent again, so all are read again, a little later.
			setTimeout(() => void this.reload(arrivals), 1000);
			return;
		}
		if (!found || this.#notifications.some((known) => known.id === id)) return;
		this.#notifications = [found, ...this.#notifications].slice(0, listed);
		if (found.created_at > this.#newest) this.#newest = found.created_at;
		if (found.read_at === null) this.#unread += 1;
		arrivals.onarrive(found);
	}
}
