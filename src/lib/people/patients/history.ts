/** The signs there are for kinds of entries. */
export type HistoryIcon =
	| 'visit'
	| 'stay'
	| 'observations'
	| 'note'
	| 'summary'
	| 'document'
	| 'problem'
	| 'diagnosis'
	| 'procedure'
	| 'immunisation'
	| 'prescription'
	| 'measurement';

/** An entry of a patient's history, as the database gives it. */
export interface HistoryEntry {
	at: string;
	kind: string;
	row_id: string;
	person_id: string | null;
	/** The colleague whose it is. */
	person: string | null;
	facts: Record<string, unknown>;
}

/** What a line says of an entry. */
export interface HistoryWords {
	title: string;
	text?: string | null;
	/** No longer holds: struck through. */
	over?: boolean;
}

/**
 * How a kind of entry is shown. A room says its own in `timeline.server.ts`, by the kinds it has put into
 * private.timeline_sources. On the server: a browser gets what it says, and not the words of every room.
 */
export interface HistoryKind {
	icon: HistoryIcon;
	/** The kind among others, in the plural. */
	label: () => string;
	words: (facts: Facts, zone: string) => HistoryWords;
	/** Where staff read more. */
	href?: (entry: HistoryEntry, patientId: string) => string;
	/** Where the patient does. */
	portalHref?: (entry: HistoryEntry, patientId: string) => string;
	/** The patient is shown such entries, as private.timeline_sources says. */
	forPatient?: boolean;
	/** It is of a day, without a time. */
	ofDay?: boolean;
}

export type HistoryKinds = Record<string, HistoryKind>;

/** What is said of an entry, by name; nothing is believed of what it is. */
export class Facts {
	readonly #facts: Record<string, unknown>;

	constructor(facts: Record<string, unknown>) {
		this.#facts = facts;
	}

	/** A text, or null. */
	text = (name: string): string | null => {
		const value = this.#facts[name];
		return typeof value === 'string' && value !== '' ? value : null;
	};
	/** A number, or null. */
	number = (name: string): number | null => {
		const value = this.#facts[name];
		return typeof value === 'number' ? value : null;
	};
	/** Whatever it is; the room reads it. */
	any = (name: string): unknown => this.#facts[name];
	/** Whether it is so. */
	is = (name: string): boolean => this.#facts[name] === true;
}
