/** Milliseconds without an answer after which Supabase is taken to be away. */
const patience = 2500;

/** What answers for a Supabase that is being restarted. */
const gatewaysOwn = [502, 503, 504];

/** As PostgREST says that it cannot reach the database; an error that is thrown the clients would write to the log. */
const unanswered = () =>
	Response.json(
		{ code: 'PGRST000', message: 'fetch failed: no answer', details: null, hint: null },
		// Some ask again all the same; they need not wait for it.
		{ status: 503, headers: { 'retry-after': '0' } }
	);

/**
 * Bounds how long one request waits for Supabase: a server that takes connections and answers none, or a client that
 * tries again and again, would keep somebody before an empty page. Once nothing has answered for a while, nothing more
 * is asked; a page then says that the hospital cannot be reached, and looks again by itself.
 */
export class Answers {
	/** Whether it is waited for however long it takes: what was sent to be written may be at work. */
	unbounded = false;
	readonly #away = new AbortController();
	#waiting = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	get away(): boolean {
		return this.#away.signal.aborted;
	}

	/** What `asking` comes to; null if Supabase is away. */
	async within<Answer>(asking: Promise<Answer>): Promise<Answer | null> {
		const { signal } = this.#away;
		const away = new Promise<null>((resolve) =>
			signal.addEventListener('abort', () => resolve(null), { once: true })
		);
		return signal.aborted ? null : Promise.race([asking, away]);
	}

	/** A `fetch` that is refused once Supabase is away. */
	readonly bound =
		(ask: typeof fetch = (...asked) => fetch(...asked)): typeof fetch =>
		async (input, init) => {
			if (this.unbounded) return ask(input, init);
			const { signal } = this.#away;
			if (signal.aborted) return unanswered();
			this.#waiting++;
			this.#await();
			try {
				const answer = await ask(input, {
					...init,
					signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal
				});
				if (!gatewaysOwn.includes(answer.status)) this.#heard();
				return answer;
			} catch (error) {
				if (signal.aborted) return unanswered();
				throw error;
			} finally {
				this.#waiting--;
			}
		};

	/** From the first that is not answered: what fails at once and is tried again is waited for as long. */
	#await() {
		this.#timer ??= setTimeout(() => this.#away.abort(), patience);
		this.#timer.unref();
	}

	#heard() {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#waiting > 1) this.#await();
	}
}
