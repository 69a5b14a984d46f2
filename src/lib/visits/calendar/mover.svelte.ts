import { m } from '$lib/paraglide/messages.js';
import { nextTimes } from '$lib/visits/scheduling/next-times';
import type { NamedSlot } from '$lib/visits/scheduling/slots';
import { rescheduleAppointment } from '$lib/visits/scheduling/commands';
import { isTimeLost } from '$lib/visits/scheduling/errors';
import { browserClient } from '$lib/app/supabase/browser';
import type { CalendarBoard, Column } from './board.svelte';
import { conflictAt, lengthWith, snap, type Conflict, type Place } from './conflicts';
import { explainMove } from './errors';
import { calendarVisits, iso, moveTargets, type CalendarVisit, type MoveTarget } from './queries';

/** A visit that has been picked up, and where it is held. */
export interface Held {
	visit: CalendarVisit;
	column: number;
	start: number;
	end: number;
	conflict: Conflict | null;
	/** Picked up with the keyboard: it stays until it is put down. */
	byKeyboard: boolean;
}

/** Why a visit is where it was. */
export interface Refusal {
	visit: CalendarVisit;
	text: string;
	offers: NamedSlot[];
}

const minuteMs = 60_000;

/** Picks visits up, holds them over the calendar and puts them down. The database decides where they stay. */
export class VisitMover {
	#board: CalendarBoard;
	#byRoom: () => boolean;
	#onmoved: () => void;
	#held = $state.raw<Held | null>(null);
	#targets = $state.raw<ReadonlyMap<string, MoveTarget> | null>(null);
	#refusal = $state.raw<Refusal | null>(null);
	#sending = $state.raw<string | null>(null);

	constructor(board: CalendarBoard, byRoom: () => boolean, onmoved: () => void) {
		this.#board = board;
		this.#byRoom = byRoom;
		this.#onmoved = onmoved;
	}

	get held(): Held | null {
		return this.#held;
	}

	get refusal(): Refusal | null {
		return this.#refusal;
	}

	/** The visit whose move is being asked for. */
	get sending(): string | null {
		return this.#sending;
	}

	dismiss(): void {
		this.#refusal = null;
	}

	/** Picks a visit up where it stands. Where else it could stand is asked for meanwhile. */
	pickUp(visit: CalendarVisit, byKeyboard: boolean): void {
		const owner = this.#byRoom() ? visit.roomId : visit.doctorId;
		const column = this.#board.columnAt(owner, visit.start);
		if (column < 0 || this.#sending) return;
		this.#refusal = null;
		this.#targets = null;
		const { start, end } = visit;
		this.#held = { visit, column, start, end, conflict: null, byKeyboard };
		// Without the answer a visit snaps to five minutes, and the database says what it thinks of that.
		void this.#askTargets(visit).catch(() => {});
	}

	async #askTargets(visit: CalendarVisit): Promise<void> {
		const doctors = this.#byRoom() ? [visit.doctorId] : this.#board.resourceIds;
		const answer = await moveTargets(await browserClient(), visit.id, doctors, this.#board.span);
		if (this.#held?.visit.id !== visit.id) return;
		this.#targets = answer;
		this.holdAt(this.#held.column, this.#held.start);
	}

	/** Where a visit would stand with whom, if it were let go over a column. */
	#place(visit: CalendarVisit, column: Column, start: number): Place {
		return this.#byRoom()
			? { doctorId: visit.doctorId, roomId: column.resource.id, start }
			: { doctorId: column.resource.id, roomId: null, start };
	}

	/** Holds the visit over a column, with its beginning at an instant; it snaps to what is near unless told not to. */
	holdAt(column: number, at: number, exact = false): void {
		const held = this.#held;
		const over = this.#board.columns[column];
		if (!held || !over) return;
		const { visit } = held;
		const { first, last } = this.#board.hours;
		const earliest = over.scale.instantAt(first);
		const latest = over.scale.instantAt(last) - (visit.end - visit.start);
		// Beyond the last hour there is nothing to hold it over, however far the pointer goes.
		const within = Math.max(Math.min(at, latest), earliest);
		const { doctorId } = this.#place(visit, over, within);
		const start = exact ? within : snap(within, visit, doctorId, this.#targets);
		const place = this.#place(visit, over, start);
		this.#held = {
			...held,
			column,
			start,
			end: start + lengthWith(visit, this.#targets?.get(doctorId)),
			conflict: conflictAt(visit, place, this.#board.content, this.#targets, Date.now())
		};
	}

	/** One column to the side, at the same time of the clock. */
	sideways(step: 1 | -1): void {
		const held = this.#held;
		const from = held && this.#board.columns[held.column];
		const to = held && this.#board.columns[held.column + step];
		if (!from || !to) return;
		this.holdAt(held.column + step, to.scale.instantAt(from.scale.minuteAt(held.start)));
	}

	/** To the next time that is offered in the column, or five minutes on where none is known. */
	along(step: 1 | -1): void {
		const held = this.#held;
		const column = held && this.#board.columns[held.column];
		if (!column) return;
		const { doctorId } = this.#place(held.visit, column, held.start);
		const own = doctorId === held.visit.doctorId ? [held.visit.start] : [];
		const starts = [...(this.#targets?.get(doctorId)?.starts ?? []), ...own]
			.filter((start) => column.scale.has(start) && (start - held.start) * step > 0)
			.sort((one, other) => (one - other) * step);
		this.holdAt(held.column, starts[0] ?? held.start + step * 5 * minuteMs, true);
	}

	cancel(): void {
		this.#held = null;
	}

	/** Lets the visit go where it is held. */
	async drop(): Promise<void> {
		const held = this.#held;
		const column = held && this.#board.columns[held.column];
		this.#held = null;
		if (!column) return;
		await this.move(held.visit, this.#place(held.visit, column, held.start), held.end);
	}

	/** Moves a visit; shown there at once, and back again if the database refuses. */
	async move(visit: CalendarVisit, place: Place, end: number): Promise<void> {
		this.#refusal = null;
		const { doctorId, start } = place;
		const staysInRoom = place.roomId === null || place.roomId === visit.roomId;
		if (doctorId === visit.doctorId && start === visit.start && staysInRoom) return;
		this.#sending = visit.id;
		const roomId = place.roomId ?? visit.roomId;
		this.#board.patch([visit.id], [{ ...visit, doctorId, roomId, start, end }]);
		try {
			const client = await browserClient();
			const startsAt = iso(start);
			const { error } = await rescheduleAppointment(client, visit.id, startsAt, doctorId, {
				roomId: place.roomId,
				version: visit.version
			});
			const [now] = await calendarVisits(client, [visit.id]);
			this.#board.patch([visit.id], now ? [now] : []);
			if (!error) return this.#onmoved();
			const wanted = { doctorId, visitTypeId: visit.typeId };
			const offers = isTimeLost(error) ? await nextTimes(client, wanted, startsAt) : [];
			const text = explainMove(error).message;
			this.#refusal = { visit: now ?? visit, text, offers };
		} catch {
			// The network, or a server that does not answer: nothing is known of the move, so it is not shown.
			this.#board.patch([visit.id], [visit]);
			this.#refusal = { visit, text: m.errors_no_answer(), offers: [] };
		} finally {
			this.#sending = null;
		}
	}
}
