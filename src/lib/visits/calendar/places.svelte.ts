import type { CalendarBoard } from './board.svelte';
import { visibleRange } from './layout';
import type { Held } from './mover.svelte';

/** Where things lie in the calendar, in pixels: columns beside the hours, and minutes below the columns' heads. */
export class Places {
	readonly gutter = 48;
	readonly perMinute = 1.6;
	/** Of what scrolls; what the server draws is as wide as most desks. */
	width = $state(1200);
	scrolled = $state(0);

	#board: () => CalendarBoard;

	constructor(board: () => CalendarBoard) {
		this.#board = board;
	}

	/** Days side by side for each doctor or room. */
	daysEach = $derived.by(() => {
		const { columns } = this.#board();
		const [first] = columns;
		return columns.filter(({ resource }) => resource === first?.resource).length || 1;
	});
	count = $derived.by(() => this.#board().columns.length);
	/** One column at a time. */
	narrow = $derived(this.width < 560);
	columnWidth = $derived.by(() => {
		const room = this.width - this.gutter - 1;
		if (this.narrow) return room;
		return Math.max(this.daysEach > 1 ? 112 : 104, Math.floor(room / Math.max(this.count, 1)));
	});
	/** Where a doctor's name takes three lines there is more. */
	headHeight = $derived(this.daysEach > 1 || this.columnWidth < 150 ? 76 : 60);
	/** Columns in sight. */
	range = $derived(
		visibleRange(this.scrolled, this.width - this.gutter, this.columnWidth, this.count)
	);
	current = $derived(Math.min(Math.round(this.scrolled / this.columnWidth), this.count - 1));
	height = $derived.by(() => this.down(this.#board().hours.last));

	left(column: number): number {
		return this.gutter + column * this.columnWidth;
	}

	/** How far below the heads a minute of the clock lies. */
	down(minute: number): number {
		return (minute - this.#board().hours.first) * this.perMinute;
	}

	/** The place of a visit in somebody's hand, as CSS. */
	styleOf(held: Held): string {
		const column = this.#board().columns[held.column];
		if (!column) return '';
		const top = (instant: number) => this.down(column.scale.minuteAt(instant));
		const from = this.headHeight + top(held.start);
		const tall = Math.max(top(held.end) - top(held.start), 24);
		return `top:${from}px;height:${tall}px;left:${this.left(held.column)}px;width:${this.columnWidth - 4}px`;
	}

	/** Where a point of the window lies: a column, and an instant in it. */
	under(scroller: HTMLElement, x: number, y: number): { column: number; instant: number } | null {
		const box = scroller.getBoundingClientRect();
		const index = Math.floor((x - box.left + scroller.scrollLeft - this.gutter) / this.columnWidth);
		const column = Math.min(Math.max(index, 0), this.count - 1);
		const below = y - box.top + scroller.scrollTop - this.headHeight;
		const minute = this.#board().hours.first + below / this.perMinute;
		const instant = this.#board().columns[column]?.scale.instantAt(minute);
		return instant === undefined ? null : { column, instant };
	}
}
