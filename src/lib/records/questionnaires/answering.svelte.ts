import { mergeAnswers, type Answer, type Answers } from './questions';

/** What the server has of somebody's answers. */
export interface Kept {
	answers: Answers;
	version: number;
}

export type Saved = { version: number } | 'overtaken' | 'closed' | 'unreachable' | 'refused';

interface Ways {
	save: (version: number, answers: Answers) => Promise<Saved>;
	/** As they are now; null when nothing more can be answered. */
	read: () => Promise<Kept | null>;
}

export type AnsweringState =
	'saved' | 'typing' | 'saving' | 'unreachable' | 'conflict' | 'closed' | 'refused';

/** Milliseconds without a key after which it is kept; while the server is away, until it is tried again. */
const pause = 800;
const retry = 4000;

const without = (answers: Answers, key: string): Answers =>
	Object.fromEntries(Object.entries(answers).filter(([other]) => other !== key));

/** Answers as they are typed: kept on the server at each pause, and put together with what another device has kept. */
export class Answering {
	answers = $state<Answers>({});
	/** What another device says where both have changed an answer, by question. */
	conflicts = $state.raw<Answers>({});
	#state = $state<AnsweringState>('saved');
	#version = $state(0);
	#base: Answers;
	#ways: Ways;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#saving: Promise<void> | null = null;
	#changed = false;

	constructor({ answers, version }: Kept, ways: Ways) {
		this.answers = structuredClone(answers);
		this.#base = answers;
		this.#version = version;
		this.#ways = ways;
	}

	get state(): AnsweringState {
		return this.#state;
	}
	get version(): number {
		return this.#version;
	}
	get isUnsaved(): boolean {
		return this.#changed || this.#saving !== null;
	}
	get isContested(): boolean {
		return Object.keys(this.conflicts).length > 0;
	}

	/** Something has been typed, chosen or emptied. */
	answer(key: string, answer: Answer): void {
		this.answers = { ...without(this.answers, key), ...(answer.length > 0 && { [key]: answer }) };
		this.#changed = true;
		if (this.#state === 'saved' || this.#state === 'refused') this.#state = 'typing';
		if (!this.isContested && this.#state !== 'closed') this.#later(pause);
	}

	/** Of an answer that both have changed: which it is to be. */
	settle(key: string, answer: Answer | undefined): void {
		this.conflicts = without(this.conflicts, key);
		if (!this.isContested) this.#state = 'typing';
		this.answer(key, answer ?? '');
	}

	/** Another device has kept something. */
	async told(version: number): Promise<void> {
		if (version <= this.#version || this.#saving) return;
		const kept = await this.#ways.read();
		if (!kept || kept.version > this.#version) this.#put(kept);
		if (this.#changed && !this.isContested) this.#later(pause);
	}

	/** Keeps it now; done when there is nothing left to keep, or it cannot be. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		while (this.#saving) await this.#saving;
		if (!this.#changed || this.isContested || this.#state === 'closed') return;
		this.#saving = this.#save();
		await this.#saving;
	}

	/** Nothing more is kept by itself. */
	stop(): void {
		clearTimeout(this.#timer);
	}

	/** What was on the screen has been sent. */
	sent(): void {
		clearTimeout(this.#timer);
		this.#changed = false;
		this.#state = 'saved';
	}

	#later(milliseconds: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), milliseconds);
	}

	async #save(): Promise<void> {
		const answers = $state.snapshot(this.answers);
		this.#changed = false;
		this.#state = 'saving';
		const told = await this.#ways.save(this.#version, answers);
		this.#saving = null;
		if (typeof told === 'object') {
			this.#version = told.version;
			this.#base = answers;
			this.#state = this.#changed ? 'typing' : 'saved';
			if (this.#changed) this.#later(pause);
			return;
		}
		this.#changed = true;
		if (told === 'overtaken') {
			this.#put(await this.#ways.read());
			if (!this.isContested && this.state !== 'closed') this.#later(0);
		} else {
			this.#state = told;
			if (told === 'unreachable') this.#later(retry);
		}
	}

	#put(kept: Kept | null): void {
		if (!kept) {
			this.#state = 'closed';
			return;
		}
		const merged = mergeAnswers(this.#base, $state.snapshot(this.answers), kept.answers);
		this.answers = merged.answers;
		this.conflicts = merged.conflicts;
		this.#version = kept.version;
		this.#base = kept.answers;
		if (this.isContested) this.#state = 'conflict';
	}
}
