import { merge, type Content } from './content';
import { forgetWords, keepWords, keptWords } from './kept';

/** What the server has of a draft. */
export interface Stored {
	content: Content;
	reason: string;
	version: number;
	name: string;
}

export type Saved = { version: number } | 'overtaken' | 'gone' | 'unreachable' | 'refused';

interface Ways {
	noteId: string;
	staffId: string;
	save: (version: number, content: Content, reason: string) => Promise<Saved>;
	/** The draft as it is now; null when it has been signed or set aside. */
	read: () => Promise<Stored | null>;
}

export type DraftState =
	'saved' | 'typing' | 'saving' | 'unreachable' | 'conflict' | 'gone' | 'refused';

/** Milliseconds without a key after which it is kept; while the server is away, until it is tried again. */
const pause = 800;
const retry = 4000;

/**
 * What somebody writes in a note: kept on the server at each pause, and on this device until the server has it. Written by
 * two at once, sections one of them changed are put together; where both changed one, both texts are shown.
 */
export class Draft {
	content = $state<Content>({ sections: [] });
	reason = $state('');
	#state = $state<DraftState>('saved');
	#version = $state(0);
	/** The colleague's draft, where both have changed the same section. */
	theirs = $state.raw<Stored | null>(null);
	conflicts = $state.raw<readonly string[]>([]);
	#base: Content;
	#ways: Ways;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#saving: Promise<void> | null = null;
	#changed = false;

	constructor(stored: Stored, ways: Ways) {
		this.content = structuredClone(stored.content);
		this.reason = stored.reason;
		this.#version = stored.version;
		this.#base = stored.content;
		this.#ways = ways;
	}

	get state(): DraftState {
		return this.#state;
	}
	get version(): number {
		return this.#version;
	}
	get isUnsaved(): boolean {
		return this.#changed || this.#saving !== null;
	}

	/** Puts back what was typed on this device and never reached the server. */
	async resume(now: Date): Promise<void> {
		const { noteId, staffId } = this.#ways;
		const kept = keptWords(noteId, staffId, now);
		if (!kept) return;
		const stored: Stored = {
			content: this.#base,
			reason: this.reason,
			version: this.#version,
			name: ''
		};
		this.#base = kept.base;
		this.content = kept.content;
		this.reason = kept.reason;
		this.#changed = true;
		if (kept.version !== stored.version) this.#put(await this.#ways.read());
		this.changed();
	}

	/** Something has been typed. */
	changed(): void {
		this.#changed = true;
		if (this.#state === 'saved' || this.#state === 'refused') this.#state = 'typing';
		this.#keepHere();
		if (this.conflicts.length === 0 && this.#state !== 'gone') this.#later(pause);
	}

	/** What a colleague has just kept. */
	async told(version: number): Promise<void> {
		// Of one's own, or still on the way.
		if (version <= this.#version || this.#saving) return;
		const stored = await this.#ways.read();
		if (stored && stored.version > this.#version) this.#put(stored);
		if (this.#changed && this.conflicts.length === 0) this.#later(pause);
	}

	/** Keeps it now; done when there is nothing left to keep, or it cannot be. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		while (this.#saving) await this.#saving;
		if (!this.#changed || this.conflicts.length > 0) return;
		this.#saving = this.#save();
		await this.#saving;
	}

	/** The reader has seen both, and what is in the fields goes on. */
	settle(): void {
		this.conflicts = [];
		this.theirs = null;
		this.#state = 'typing';
		this.changed();
	}

	/** It has been signed, or is not written here any more. */
	stop(saved: boolean): void {
		clearTimeout(this.#timer);
		if (!saved) return;
		this.#changed = false;
		forgetWords(this.#ways.noteId);
	}

	#later(milliseconds: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), milliseconds);
	}

	#keepHere(): void {
		const { noteId, staffId } = this.#ways;
		keepWords(noteId, {
			staffId,
			version: this.#version,
			base: this.#base,
			content: $state.snapshot(this.content),
			reason: this.reason
		});
	}

	async #save(): Promise<void> {
		const content = $state.snapshot(this.content);
		const reason = this.reason;
		this.#changed = false;
		this.#state = 'saving';
		const answer = await this.#ways.save(this.#version, content, reason);
		this.#saving = null;
		if (typeof answer === 'object') {
			this.#version = answer.version;
			this.#base = content;
			if (this.#changed) {
				this.#state = 'typing';
				this.#keepHere();
				this.#later(pause);
			} else {
				this.#state = 'saved';
				forgetWords(this.#ways.noteId);
			}
			return;
		}
		this.#changed = true;
		if (answer === 'overtaken') {
			this.#put(await this.#ways.read());
			if (this.conflicts.length === 0 && this.state !== 'gone') this.#later(0);
		} else {
			this.#state = answer;
			if (answer === 'unreachable') this.#later(retry);
		}
	}

	/** Puts together what is typed here and what the server has now. */
	#put(stored: Stored | null): void {
		if (!stored) {
			this.#state = 'gone';
			return;
		}
		const { content, conflicts } = merge(this.#base, $state.snapshot(this.content), stored.content);
		this.content = content;
		if (!this.#changed) this.reason = stored.reason;
		this.#version = stored.version;
		this.#base = stored.content;
		this.conflicts = conflicts;
		this.theirs = conflicts.length > 0 ? stored : null;
		if (conflicts.length > 0) this.#state = 'conflict';
	}
}
