import { follow } from '$lib/app/live/follow';
import type { LiveStatus } from '$lib/app/live/status.svelte';
import { browserClient } from '$lib/app/supabase/browser';
import { markRead } from './commands';
import { asksForAnswer, inbox, type Notification } from './queries';

/** How many the bell lists; older ones are in the history. */
const listed = 30;

/*
 * The server that announces reads the log of the database, where a change may be seen an instant before others can
 * read it. So what was announced and is not there yet is looked for again, and what others marked is looked at twice.
 */
const lookAgain = [150, 500, 1500];
const lookForMarks = [50, 600];

interface Arrivals {
	/** Something new for this person, the instant it happens. */
	onarrive: (notification: Notification) => void;
	/** What this person may do has changed. */
	onaccesschange: () => void;
}

/**
 * One person's notifications: the newest, how many are unread, and what arrives while the page is open. Whatever
 * happens (something new, something read on another device, a lost connection that is back), it is read again as a
 * whole, so that list and count always agree and no order of events can set them apart.
 */
export class Inbox {
	#notifications = $state.raw<Notification[]>([]);
	#unread = $state(0);
	#state = $state<'loading' | 'ready' | 'failed'>('loading');
	/** When the newest known one was made: what came later while the socket was away is told as well. */
	#newest = '';
	/** Announced and not found yet, and how often it was looked for. */
	#announced: { id: string; looks: number }[] = [];
	#reading: { again: boolean } | null = null;
	#arrivals: Arrivals | undefined;

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
		this.#arrivals = arrivals;
		return follow(status, `user:${userId}`, {
			events: {
				notification: ({ id }) => {
					if (typeof id === 'string') this.#announced.push({ id, looks: 0 });
					void this.reload();
				},
				notifications_read: () => lookForMarks.forEach((ms) => this.#reloadIn(ms)),
				access_changed: () => arrivals.onaccesschange()
			},
			onstale: () => void this.reload()
		});
	}

	/** Reads everything again; what is asked for meanwhile is one more reading. */
	async reload(): Promise<void> {
		if (this.#reading) {
			this.#reading.again = true;
			return;
		}
		const reading = { again: true };
		this.#reading = reading;
		try {
			while (reading.again) {
				reading.again = false;
				await this.#read();
			}
		} catch {
			if (this.#state === 'loading') this.#state = 'failed';
			// The network blinked. What was announced is not announced again.
			else if (this.#announced.length > 0) this.#reloadIn(1000);
		} finally {
			this.#reading = null;
		}
	}

	async markRead(ids?: string[]): Promise<void> {
		const marked = this.#notifications.filter(
			(one) => one.read_at === null && !asksForAnswer(one) && (ids?.includes(one.id) ?? true)
		);
		if (ids && marked.length === 0) return;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- written down at once, never changed
		const read_at = new Date().toISOString();
		// Shown at once; the database's own news of it follows, and a refusal brings back what the server knows.
		this.#notifications = this.#notifications.map((notification) =>
			marked.includes(notification) ? { ...notification, read_at } : notification
		);
		this.#unread = ids
			? Math.max(0, this.#unread - marked.length)
			: this.#notifications.filter(asksForAnswer).length;
		try {
			await markRead(await browserClient(), ids).throwOnError();
		} catch {
			await this.reload();
		}
	}

	#reloadIn(ms: number): void {
		setTimeout(() => void this.reload(), ms);
	}

	async #read(): Promise<void> {
		const asked = this.#announced;
		const { notifications, unread } = await inbox(await browserClient(), listed);
		const known = this.#newest;
		const before = this.#notifications.map(({ id }) => id);
		const arrived = notifications.filter(
			({ id, created_at, read_at }) =>
				read_at === null &&
				!before.includes(id) &&
				(asked.some((announced) => announced.id === id) || (known !== '' && created_at > known))
		);
		this.#notifications = notifications;
		this.#unread = unread;
		// A first reading that finds nothing is a reading too.
		this.#newest = notifications.reduce(
			(newest, { created_at }) => (created_at > newest ? created_at : newest),
			known || '1970-01-01T00:00:00Z'
		);
		this.#state = 'ready';
		this.#lookFor(asked);
		for (const notification of arrived.reverse().slice(-3)) this.#arrivals?.onarrive(notification);
	}

	/** Of those a reading asked for: found ones are done with, the others are looked for a few times more. */
	#lookFor(asked: { id: string; looks: number }[]): void {
		const found = this.#notifications.map(({ id }) => id);
		const missing = asked
			.filter(({ id }) => !found.includes(id))
			.map(({ id, looks }) => ({ id, looks: looks + 1 }))
			// Never found: overtaken by a newer one about the same thing.
			.filter(({ looks }) => looks <= lookAgain.length);
		this.#announced = [...this.#announced.filter((one) => !asked.includes(one)), ...missing];
		const soonest = Math.min(...missing.map(({ looks }) => lookAgain[looks - 1] ?? 0));
		if (missing.length > 0) this.#reloadIn(soonest);
	}
}
