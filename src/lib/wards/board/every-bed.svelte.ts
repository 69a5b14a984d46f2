import { refresh } from '$lib/app/live/refresh';
import { browserClient } from '$lib/app/supabase/browser';
import { union, withWards, type Bed } from './board';
import { boardKey } from './live';
import { bedBoard } from './queries';
import { SteadyBeds } from './steady';

/**
 * The beds of the whole hospital. A ward that has changed is read by itself: a thousand beds are a megabyte,
 * and somewhere in a hospital a bed changes all the time.
 */
export class EveryBed {
	#steady = new SteadyBeds();
	#beds = $state.raw<Bed[]>([]);
	#reading: Promise<void> = Promise.resolve();
	#waiting: string[] = [];
	/** Wards read by themselves since the page was read. */
	#ahead: string[] = [];

	constructor(beds: readonly Bed[]) {
		this.take(beds);
	}

	get beds(): Bed[] {
		return this.#beds;
	}

	/** The board as the page has read it: perhaps before a ward changed that has been read since. */
	take(beds: readonly Bed[]): void {
		this.#beds = this.#steady.keep(beds);
		const again = this.#ahead;
		this.#ahead = [];
		if (again.length > 0) this.reread(again);
	}

	/** Reads what has become stale; what does so meanwhile is read next, once. */
	reread(wards: string[] | null): void {
		if (wards === null) {
			void refresh(boardKey);
			return;
		}
		const begun = this.#waiting.length > 0;
		this.#waiting = union(this.#waiting, wards);
		if (begun) return;
		this.#reading = this.#reading.then(() => {
			const ids = this.#waiting;
			this.#waiting = [];
			return this.#read(ids);
		});
	}

	async #read(wardIds: string[]): Promise<void> {
		try {
			const client = await browserClient();
			const boards = await Promise.all(wardIds.map((id) => bedBoard(client, id)));
			this.#ahead = union(this.#ahead, wardIds);
			this.#beds = this.#steady.keep(withWards(this.#beds, wardIds, boards));
		} catch {
			// `refresh` waits until the hospital can be reached.
			void refresh(boardKey);
		}
	}
}
