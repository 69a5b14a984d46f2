import * as Y from 'yjs';
import { editBetween, movedCharacter, movedPlace, type Delta } from './edits';

/** What a binding needs of a textarea. */
export interface TextField {
	value: string;
	selectionStart: number;
	selectionEnd: number;
	setSelectionRange(start: number, end: number): void;
}

/**
 * Ties a textarea to a shared text, both ways. The browser says what the field holds after each key, not what was
 * typed; the change is found by comparing, and goes into the shared text where the caret is. What others type comes
 * into the field with the caret kept where it was, between the same characters.
 *
 * Undo is the text's own: a field whose value is set by a program forgets how to undo, and would take others' words back.
 */
export class TextBinding {
	readonly #text: Y.Text;
	readonly #field: TextField;
	readonly #undo: Y.UndoManager;
	/** What the field held when it last agreed with the text. */
	#shown: string;
	/** Changes by others while a character is being composed (an accent, a syllable): setting the field would end that. */
	#held: Delta[] | null = null;

	constructor(text: Y.Text, field: TextField) {
		this.#text = text;
		this.#field = field;
		this.#shown = text.toString();
		if (field.value !== this.#shown) field.value = this.#shown;
		this.#undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
		text.observe(this.#changed);
	}

	/** The field's value has changed under the person's hands. */
	typed(): void {
		if (this.#held) return;
		const { value, selectionEnd } = this.#field;
		const edit = editBetween(this.#shown, value, selectionEnd);
		if (!edit) return;
		this.#shown = value;
		this.#write(edit.index, edit.remove > 0 ? range(edit.index, edit.remove) : [], edit.insert);
	}

	composes(): void {
		this.#held ??= [];
	}

	composed(): void {
		const held = this.#held;
		if (!held) return;
		this.#held = null;
		if (held.length === 0) return this.typed();

		const { value, selectionEnd } = this.#field;
		const edit = editBetween(this.#shown, value, selectionEnd);
		let caret = selectionEnd;
		if (edit) {
			const place = held.reduce((index, delta) => movedPlace(delta, index), edit.index);
			const gone = range(edit.index, edit.remove).flatMap(
				(index) =>
					held.reduce<number | null>(
						(at, delta) => (at === null ? null : movedCharacter(delta, at)),
						index
					) ?? []
			);
			this.#write(place, gone, edit.insert);
			caret = place + edit.insert.length;
		}
		this.#show(caret, caret);
	}

	undo(): void {
		this.#undo.undo();
	}

	redo(): void {
		this.#undo.redo();
	}

	/** Writes a piece of text at the end, as if it had been typed there. */
	append(words: string): void {
		this.#write(this.#text.length, [], words);
		this.#show(this.#text.length, this.#text.length);
	}

	/** Where the caret is, between the characters it stands between, whatever others do. */
	get caret(): Y.RelativePosition {
		return Y.createRelativePositionFromTypeIndex(this.#text, this.#field.selectionEnd);
	}

	close(): void {
		this.#text.unobserve(this.#changed);
		this.#undo.destroy();
	}

	#write(place: number, gone: readonly number[], insert: string): void {
		this.#text.doc?.transact(() => {
			// From behind, so that the places in front stay right; one that goes alone is cheap enough.
			for (const { index, length } of runs(gone).reverse()) this.#text.delete(index, length);
			if (insert) this.#text.insert(place, insert);
		}, this);
	}

	readonly #changed = (event: Y.YTextEvent): void => {
		if (event.transaction.origin === this) return;
		const delta = event.delta as Delta;
		if (this.#held) {
			this.#held.push(delta);
			return;
		}
		const { selectionStart, selectionEnd } = this.#field;
		this.#show(movedPlace(delta, selectionStart), movedPlace(delta, selectionEnd));
	};

	#show(start: number, end: number): void {
		this.#shown = this.#text.toString();
		this.#field.value = this.#shown;
		this.#field.setSelectionRange(start, end);
	}
}

const range = (from: number, length: number) => Array.from({ length }, (_, step) => from + step);

/** Neighbours together: [3, 4, 5, 9] is three from 3 and one from 9. */
function runs(sorted: readonly number[]): { index: number; length: number }[] {
	const found: { index: number; length: number }[] = [];
	for (const index of sorted) {
		const last = found.at(-1);
		if (last && last.index + last.length === index) last.length++;
		else found.push({ index, length: 1 });
	}
	return found;
}
