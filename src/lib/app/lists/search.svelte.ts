import { typedLength } from './typed';

/* Typing is faster than searching: wait for a pause. */
const pauseMs = 120;

/** What a search has come to. */
type Outcome = 'idle' | 'searching' | 'found' | 'failed';

/** A search as one types: it asks after a pause, and only the last question is answered. Made by a component. */
export class Search<Found> {
	#text = $state('');
	#found = $state.raw<Found[]>([]);
	#outcome = $state<Outcome>('idle');
	#asked: AbortController | undefined;
	#waiting: ReturnType<typeof setTimeout> | undefined;
	readonly #read: (text: string, signal: AbortSignal) => Promise<Found[]>;
	readonly #minimum: number;

	/** `read` answers what the words may mean, best first; fewer letters than `minimum` find nothing. */
	constructor(
		read: (text: string, signal: AbortSignal) => Promise<Found[]>,
		{ minimum = 2 }: { minimum?: number } = {}
	) {
		this.#read = read;
		this.#minimum = minimum;
		$effect(() => () => this.#cancel());
	}

	get text(): string {
		return this.#text;
	}

	/** What the last question that was answered found: while the next one is asked, it stays in sight. */
	get found(): readonly Found[] {
		return this.#found;
	}

	get outcome(): Outcome {
		return this.#outcome;
	}

	type(text: string): void {
		this.#cancel();
		this.#text = text;
		if (typedLength(text) < this.#minimum) {
			this.#found = [];
			this.#outcome = 'idle';
			return;
		}
		this.#outcome = 'searching';
		this.#waiting = setTimeout(() => void this.#ask(text.trim()), pauseMs);
	}

	/** Forgets what was typed and found. */
	clear(): void {
		this.type('');
	}

	#cancel(): void {
		clearTimeout(this.#waiting);
		this.#asked?.abort();
	}

	async #ask(text: string): Promise<void> {
		const asked = (this.#asked = new AbortController());
		try {
			const found = await this.#read(text, asked.signal);
			if (asked.signal.aborted) return;
			this.#found = found;
			this.#outcome = 'found';
		} catch {
			if (asked.signal.aborted) return;
			this.#found = [];
			this.#outcome = 'failed';
		}
	}
}
