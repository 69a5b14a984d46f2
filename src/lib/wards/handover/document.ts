import * as Y from 'yjs';
import { fromBase64, toBase64 } from './bytes';

/** Texts of a sheet by admission; `ward` is about the ward as a whole. */
export type Sections = Record<string, string>;

/** An update as it is stored. */
export interface StoredUpdate {
	seq: number;
	data: string;
}

/** Whose characters the texts of a sheet that was never written in are: everybody's browser makes the same ones. */
const beginner = 1;

/**
 * The update a sheet begins with: the texts it was given as plain text. It is the same whoever makes it, byte for
 * byte, so that merging it twice says everything once.
 */
export function beginning(sections: Sections): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = beginner;
	for (const [key, text] of Object.entries(sections).sort(([one], [other]) =>
		one < other ? -1 : 1
	)) {
		if (text) doc.getText(key).insert(0, text);
	}
	return Y.encodeStateAsUpdate(doc);
}

/** What a document says, section by section. */
export function textsOf(doc: Y.Doc): Sections {
	return Object.fromEntries([...doc.share.keys()].map((key) => [key, doc.getText(key).toString()]));
}

/** What a sheet says: its texts when it was never written in, else all its updates together. */
export function merged(sections: Sections, updates: readonly StoredUpdate[]): Sections {
	if (updates.length === 0) return sections;
	const doc = new Y.Doc();
	for (const { data } of updates) Y.applyUpdate(doc, fromBase64(data));
	return textsOf(doc);
}

/** What is known after reading or saving. */
export interface Answer {
	seq: number;
	text_seq: number;
	updates: StoredUpdate[];
}

export interface Reading extends Answer {
	sections: Sections;
}

/** What is sent to be stored. */
export interface Saving {
	known_seq: number;
	update: string | null;
	sections: Sections | null;
	text_seq: number | null;
	snapshot: boolean;
	/** Somebody else's words, who did not store them: they are not stored under this colleague's name. */
	heard: boolean;
}

/** The origin of changes that came from elsewhere. */
const elsewhere = Symbol('elsewhere');

/** So many stored updates to read are worth putting together into one. */
const manyUpdates = 200;

/**
 * A sheet as one browser has it: what is stored, what was typed here and is not stored yet, and what was heard from
 * other browsers. It says what to send and takes in what comes; when, is for others to decide.
 */
export class HandoverDocument {
	readonly doc = new Y.Doc();
	/** The same as the database has it, with what is on its way there. */
	readonly #stored = new Y.Doc();
	#seq = 0;
	#begun = false;
	/** Which text the database has, as far as known: of which update, and its words. */
	#written: { seq: number; sections: Sections } | null = null;
	#textBehind = false;
	#compact = false;
	#beginning: Uint8Array | null = null;
	/** Typed here, not stored yet. */
	#waiting: Uint8Array[] = [];
	/** Heard from another browser and stored by nobody. */
	#rescued: Uint8Array | null = null;
	/** Typed here, not told to the others yet. */
	#untold: Uint8Array[] = [];

	/** `ontyped` is called after each change made here. */
	constructor(ontyped: () => void) {
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === elsewhere) return;
			this.#waiting.push(update);
			this.#untold.push(update);
			ontyped();
		});
	}

	/** The newest stored update that is in here. */
	get seq(): number {
		return this.#seq;
	}

	/** Whether something typed here is not stored yet. */
	get isUnsaved(): boolean {
		return this.#waiting.length > 0;
	}

	/** Whether there is anything to send: words, or the plain text of words that are stored. */
	get hasToSave(): boolean {
		return this.#waiting.length > 0 || this.#rescued !== null || this.#textBehind || this.#compact;
	}

	/** Takes in what the database has. */
	read(reading: Reading): void {
		if (reading.seq < this.#seq) return;
		if (!this.#begun && reading.seq === 0) {
			this.#beginning = beginning(reading.sections);
			Y.applyUpdate(this.doc, this.#beginning, elsewhere);
			Y.applyUpdate(this.#stored, this.#beginning);
		}
		this.#begun = true;
		this.#compact ||= reading.updates.length > manyUpdates;
		this.#take(reading.updates);
		this.#seq = reading.seq;
		this.#written = { seq: reading.text_seq, sections: reading.sections };
		this.#textBehind = reading.text_seq < reading.seq;
	}

	/** Somebody has stored something; whether it must be read. */
	isBehind(seq: number): boolean {
		return seq > this.#seq;
	}

	/** What there is to store, if anything; `saved` or `failed` must follow before the next call. */
	nextSaving(): { saving: Saving; count: number } | null {
		if (!this.#begun || !this.hasToSave) return null;
		const count = this.#waiting.length;
		const heard = count === 0 && this.#rescued !== null;
		const words = heard && this.#rescued ? [this.#rescued] : this.#waiting;
		// Who writes first writes down what the sheet began with.
		const first = this.#seq === 0 && this.#beginning ? [this.#beginning] : [];
		const update = words.length > 0 ? Y.mergeUpdates([...first, ...words]) : null;
		if (update) Y.applyUpdate(this.#stored, update);
		// The text of what is stored, not of what is on show: that may hold words others have not stored yet.
		const texts = textsOf(this.#stored);
		const snapshot = this.#compact;
		const state = snapshot ? Y.encodeStateAsUpdate(this.#stored) : update;
		const known = this.#written;
		return {
			count,
			saving: {
				known_seq: this.#seq,
				update: state && toBase64(state),
				sections: known
					? Object.fromEntries(
							Object.entries(texts).filter(([key, text]) => (known.sections[key] ?? '') !== text)
						)
					: texts,
				text_seq: known?.seq ?? null,
				snapshot,
				heard
			}
		};
	}

	/** The database has taken what `nextSaving` gave. */
	saved({ saving, count }: { saving: Saving; count: number }, answer: Answer): void {
		this.#waiting.splice(0, count);
		if (saving.heard) this.#rescued = null;
		this.#beginning = null;
		const sent = textsOf(this.#stored);
		this.#take(answer.updates);
		this.#seq = answer.seq;
		this.#compact &&= answer.updates.length > 0;
		this.#textBehind = answer.text_seq < answer.seq;
		if (!this.#textBehind) this.#written = { seq: answer.text_seq, sections: sent };
		// Somebody else's text came between: the next one is sent whole.
		else if (answer.text_seq !== saving.text_seq) this.#written = null;
	}

	/** Says that the plain text lags behind, though nothing was typed here. */
	noteText(seq: number, textSeq: number): void {
		if (seq === this.#seq) this.#textBehind = textSeq < seq;
	}

	/** What was typed since the last call, for the others; null when nothing was. */
	nextChange(): string | null {
		if (this.#untold.length === 0) return null;
		const change = Y.mergeUpdates(this.#untold);
		this.#untold = [];
		return toBase64(change);
	}

	/** Another browser says what was typed there. */
	heard(change: string): void {
		Y.applyUpdate(this.doc, fromBase64(change), elsewhere);
	}

	/** What this browser knows, so that another can say what it lacks. */
	get vector(): string {
		return toBase64(Y.encodeStateVector(this.doc));
	}

	/** What is here and not there, by the other's vector. */
	lackedBy(vector: string): string {
		return toBase64(Y.encodeStateAsUpdate(this.doc, fromBase64(vector)));
	}

	/**
	 * Takes upon itself to store what was heard and never stored: whoever typed it may have gone. Gives back whether
	 * there is any.
	 */
	rescue(): boolean {
		if (this.isUnsaved || !this.#begun) return false;
		if (Y.equalSnapshots(Y.snapshot(this.doc), Y.snapshot(this.#stored))) return false;
		this.#rescued = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.#stored));
		return true;
	}

	#take(updates: readonly StoredUpdate[]): void {
		for (const { data } of updates) {
			const update = fromBase64(data);
			Y.applyUpdate(this.#stored, update);
			Y.applyUpdate(this.doc, update, elsewhere);
		}
	}
}
