/*
 * What a ward's display and the gateway say to each other. A version is the fingerprint of what is shown:
 * the same board has the same one in whichever process it was read, so a display that comes back to another
 * process, or after hours, knows whether it is still right.
 */

/** One bed, without anything about who lies in it; see `display_board` in the database. */
export interface DisplayBed {
	id: string;
	label: string;
	room: string;
	state: string;
	/** When the state began; null for a bed that is free. */
	since: string | null;
	/** Whether whoever lies there leaves today, or should have left. */
	leaving: 'today' | 'overdue' | null;
	isolation: 'contact' | 'droplet' | 'airborne' | 'protective' | null;
	/** The worst early warning nobody has acknowledged. */
	alert: 'urgent' | 'emergency' | null;
}

export interface DisplayBoard {
	ward: string;
	/** In the order in which one walks past them. */
	beds: DisplayBed[];
}

/** How sure the gateway is: `live` while it hears of changes itself. */
export interface Pulse {
	live: boolean;
	/** The gateway's clock (ms): the one of a television is often wrong. */
	now: number;
}

/** All of it: to a display that comes, or has missed something. */
export interface WholeBoard extends Pulse {
	version: string;
	board: DisplayBoard;
}

/** What is different from `from`. */
export interface BoardChange extends Pulse {
	from: string;
	version: string;
	beds: DisplayBed[];
}

export interface ServerToDisplay {
	board(whole: WholeBoard): void;
	change(change: BoardChange): void;
	/** How sure the gateway is has changed; or, at a return, that the board has not. */
	pulse(pulse: Pulse): void;
	/** The display's token was taken back. */
	revoked(): void;
}

export interface DisplayToServer {
	/** The display has missed something. */
	resync(): void;
}

/** What a display says when it connects. */
export interface DisplayHandshake {
	token: string;
	/** What it shows; empty when nothing. */
	version: string;
}

/** Below which the gateway answers; nothing else of the app is there. */
export const gatewayPath = '/displays/live';

/** Why a connection was refused, in the error's message. */
export const refusals = {
	/** The token is unknown or was taken back: asking again is of no use. */
	revoked: 'revoked',
	/** The hospital's database did not answer. */
	unreachable: 'unreachable'
} as const;

/** The beds that are not as they were; null when the rooms themselves have changed and all must be told. */
export function changedBeds(before: DisplayBoard, after: DisplayBoard): DisplayBed[] | null {
	if (before.ward !== after.ward || before.beds.length !== after.beds.length) return null;
	const changed: DisplayBed[] = [];
	for (const [place, bed] of after.beds.entries()) {
		const old = before.beds[place];
		if (old?.id !== bed.id) return null;
		if (JSON.stringify(old) !== JSON.stringify(bed)) changed.push(bed);
	}
	return changed;
}

/** A board with some of its beds replaced. */
export function withChanges(board: DisplayBoard, beds: readonly DisplayBed[]): DisplayBoard {
	const changed = new Map(beds.map((bed) => [bed.id, bed]));
	return { ...board, beds: board.beds.map((bed) => changed.get(bed.id) ?? bed) };
}
