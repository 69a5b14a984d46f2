import { between, type Area } from './week';

/** Minutes of a cell; what begins or ends between two is drawn where it does. */
export const step = 30;

export interface Cell {
	weekday: number;
	from: number;
}

const moves: Record<string, [days: number, minutes: number]> = {
	ArrowUp: [0, -step],
	ArrowDown: [0, step],
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	Home: [-7, 0],
	End: [7, 0],
	PageUp: [0, -1440],
	PageDown: [0, 1440]
};

/** Where the keyboard is on a week, where a range began, and whether the pointer is drawing one. */
export class Painter {
	#cursor = $state.raw<Cell>({ weekday: 1, from: 540 });
	#anchor = $state.raw<Cell | null>(null);
	#drawing = $state(false);
	#range = $derived(this.#anchor && between(this.#anchor, this.#cursor, step));

	get cursor() {
		return this.#cursor;
	}

	get choosing() {
		return this.#anchor !== null;
	}

	/** Whether a cell is in the range that is being chosen. */
	covers(weekday: number, from: number): boolean {
		const range = this.#range;
		return (
			range !== null &&
			weekday >= range.days[0] &&
			weekday <= range.days[1] &&
			from >= range.from &&
			from < range.until
		);
	}

	press(cell: Cell): void {
		this.#drawing = true;
		this.#anchor = cell;
		this.#cursor = cell;
	}

	reach(cell: Cell): void {
		if (this.#drawing) this.#goTo(cell);
	}

	/** However a cell came by the focus, the keys go on from there. */
	focused(cell: Cell): void {
		if (!this.#drawing) this.#goTo(cell);
	}

	#goTo(cell: Cell): void {
		const { weekday, from } = this.#cursor;
		if (cell.weekday !== weekday || cell.from !== from) this.#cursor = cell;
	}

	/** Ends what the pointer drew; false when it drew nothing. */
	release(): boolean {
		const drew = this.#drawing;
		this.#drawing = false;
		return drew;
	}

	abandon(): void {
		this.#drawing = false;
		this.#anchor = null;
	}

	/** Moves by a key within the times shown, with `choose` from where it was; false for other keys. */
	move(key: string, choose: boolean, [first, last]: [number, number]): boolean {
		const by = moves[key];
		if (!by) return false;
		this.#anchor = choose ? (this.#anchor ?? this.#cursor) : null;
		this.#cursor = {
			weekday: Math.min(7, Math.max(1, this.#cursor.weekday + by[0])),
			from: Math.min(last - step, Math.max(first, this.#cursor.from + by[1]))
		};
		return true;
	}

	/** The range chosen, with the cell it began at; the next one begins anew. */
	take(): { begun: Cell; area: Area } {
		const begun = this.#anchor ?? this.#cursor;
		this.#anchor = null;
		return { begun, area: between(begun, this.#cursor, step) };
	}
}
