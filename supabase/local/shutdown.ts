/** What has been opened so far, so that all of it can be closed again, the newest first. */
export class Shutdown {
	readonly #opened: (() => unknown)[] = [];
	readonly #complain: (problem: string) => void;
	readonly #patience: number;
	#running: Promise<void> | undefined;

	/**
	 * @param complain is told of a part that could not be closed; the others still are
	 * @param patience milliseconds a part may take; any but one that hangs needs less
	 */
	constructor(complain: (problem: string) => void, patience = 30_000) {
		this.#complain = complain;
		this.#patience = patience;
	}

	/** Remembers how to close something. */
	add(close: () => unknown): void {
		this.#opened.push(close);
	}

	/** Opens something and remembers to close it. */
	async open<Part extends { close(): unknown }>(create: () => Part | Promise<Part>): Promise<Part> {
		const part = await create();
		this.add(() => part.close());
		return part;
	}

	/** Closes everything. Asked twice (a signal while a start fails), both wait for the one run. */
	run(): Promise<void> {
		this.#running ??= this.#closeAll();
		return this.#running;
	}

	async #closeAll(): Promise<void> {
		for (let close = this.#opened.pop(); close; close = this.#opened.pop()) {
			let timer: NodeJS.Timeout | undefined;
			const late = new Promise((_resolve, reject) => {
				timer = setTimeout(() => reject(new Error('a part does not close')), this.#patience);
			});
			try {
				await Promise.race([close(), late]);
			} catch (error) {
				this.#complain(error instanceof Error ? error.message : String(error));
			} finally {
				clearTimeout(timer);
			}
		}
	}
}
