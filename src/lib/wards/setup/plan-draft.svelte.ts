import { overlapping, sameRect, type PlacedRoom, type Rect } from '$lib/wards/board/plan';

const samePlan = (a: readonly PlacedRoom[], b: readonly PlacedRoom[]): boolean =>
	a.length === b.length &&
	a.every((room) => b.some((other) => other.id === room.id && sameRect(room, other)));

/** A floor plan while somebody draws it: what is drawn, what is being dragged, and the way back. */
export class PlanDraft {
	/** The plan this drawing began with: what saving is judged by. */
	#seen = $state.raw<readonly PlacedRoom[]>([]);
	/** The plan as the database last had it. */
	#latest = $state.raw<readonly PlacedRoom[]>([]);
	#rooms = $state.raw<readonly PlacedRoom[]>([]);
	#past = $state.raw<readonly (readonly PlacedRoom[])[]>([]);
	#future = $state.raw<readonly (readonly PlacedRoom[])[]>([]);
	#held = $state.raw<PlacedRoom | null>(null);

	#shown = $derived.by(() => {
		const held = this.#held;
		return held ? this.#rooms.map((room) => (room.id === held.id ? held : room)) : this.#rooms;
	});
	#wrong = $derived(overlapping(this.#shown));
	#changed = $derived(!samePlan(this.#rooms, this.#seen));

	constructor(plan: readonly PlacedRoom[]) {
		this.#seen = plan;
		this.#latest = plan;
		this.#rooms = plan;
	}

	/** The rooms as they are drawn, with the one that is being dragged where it is held. */
	get shown(): readonly PlacedRoom[] {
		return this.#shown;
	}

	/** The same without what is being dragged: the plan does not grow under a pointer. */
	get rooms(): readonly PlacedRoom[] {
		return this.#rooms;
	}

	get seen(): readonly PlacedRoom[] {
		return this.#seen;
	}

	/** Rooms that lie on another one. */
	get wrong(): ReadonlySet<string> {
		return this.#wrong;
	}

	get changed(): boolean {
		return this.#changed;
	}

	/** Somebody else has saved another plan while this one was being drawn. */
	get stale(): boolean {
		return this.#changed && !samePlan(this.#latest, this.#seen);
	}

	get canUndo(): boolean {
		return this.#past.length > 0;
	}

	get canRedo(): boolean {
		return this.#future.length > 0;
	}

	placeOf(id: string): PlacedRoom | undefined {
		return this.#shown.find((room) => room.id === id);
	}

	/** What the database has now. Shown at once, unless something is drawn that is not saved. */
	adopt(plan: readonly PlacedRoom[]): void {
		this.#latest = plan;
		// What is drawn is what has just been saved: the news of it can come before the answer.
		if (samePlan(plan, this.#rooms)) this.#seen = plan;
		else if (!this.#changed) this.discard();
	}

	/** A drawing has been saved; by now there may be more to it. */
	saved(plan: readonly PlacedRoom[]): void {
		this.#seen = plan;
		this.#latest = plan;
	}

	/** Back to what the database has. */
	discard(): void {
		const latest = this.#latest;
		this.#seen = latest;
		if (samePlan(this.#rooms, latest)) return;
		this.#rooms = latest;
		this.#past = [];
		this.#future = [];
		this.#held = null;
	}

	/** Keeps this drawing, knowing what somebody else has saved. */
	overrule(): void {
		this.#seen = this.#latest;
	}

	/** Shows a room somewhere without putting it there yet. */
	hold(room: PlacedRoom): void {
		this.#held = room;
	}

	/** Puts what is held where it is; false when it has not moved. */
	drop(): boolean {
		const held = this.#held;
		this.#held = null;
		return held !== null && this.put(held);
	}

	abandon(): void {
		this.#held = null;
	}

	/** Draws a room, or moves it; false when nothing changes. */
	put(room: PlacedRoom): boolean {
		const before = this.#rooms.find(({ id }) => id === room.id);
		if (before && sameRect(before, room)) return false;
		this.#step(
			before ? this.#rooms.map((one) => (one === before ? room : one)) : [...this.#rooms, room]
		);
		return true;
	}

	takeOff(id: string): void {
		this.#step(this.#rooms.filter((room) => room.id !== id));
	}

	replace(rooms: readonly PlacedRoom[]): void {
		if (!samePlan(rooms, this.#rooms)) this.#step(rooms);
	}

	/** One figure of a room, as it was typed; a room appears with its last figure. */
	type(id: string, typed: Partial<Rect>): void {
		const { x, y, width, height } = { ...this.placeOf(id), ...typed };
		if (x === undefined || y === undefined || width === undefined || height === undefined) return;
		this.put({ id, x, y, width, height });
	}

	undo(): void {
		const before = this.#past.at(-1);
		if (!before) return;
		this.#future = [...this.#future, this.#rooms];
		this.#past = this.#past.slice(0, -1);
		this.#rooms = before;
	}

	redo(): void {
		const after = this.#future.at(-1);
		if (!after) return;
		this.#past = [...this.#past, this.#rooms];
		this.#future = this.#future.slice(0, -1);
		this.#rooms = after;
	}

	#step(rooms: readonly PlacedRoom[]): void {
		this.#past = [...this.#past, this.#rooms];
		this.#future = [];
		this.#rooms = rooms;
	}
}
