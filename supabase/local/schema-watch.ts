import pg from 'pg';

/**
 * Calls `onchange` soon after the database's schema or the API's settings in it have changed, or may have while nobody
 * could be told.
 *
 * PostgREST can listen for this itself, but its version 12 may stop to without a word, and then serve a
 * schema that is no more.
 */
export function watchSchema(databaseUrl: string, onchange: () => void) {
	let client: pg.Client | undefined;
	let closed = false;
	let soon: NodeJS.Timeout | undefined;
	let wake: () => void = () => {};
	let again = false;

	// A migration changes much at once.
	const changed = () => {
		clearTimeout(soon);
		soon = setTimeout(onchange, 50);
	};

	async function listen(): Promise<void> {
		const opened = new pg.Client({ connectionString: databaseUrl, application_name: 'schema' });
		client = opened;
		opened.on('error', () => undefined);
		const ended = new Promise<void>((resolve) => opened.once('end', resolve));
		opened.on('notification', changed);
		// Ended meanwhile, the client never says what became of its connecting.
		await Promise.race([opened.connect(), ended]);
		await opened.query('listen pgrst');
		// At first what serves the schema has only just read it.
		if (again) changed();
		again = true;
		await ended;
	}

	/** As long as it takes: the database comes back, and says nothing of what was missed. */
	async function keepListening(): Promise<void> {
		while (!closed) {
			await listen().catch(() => undefined);
			if (closed) return;
			await new Promise<void>((resolve) => {
				wake = resolve;
				// Until it is told, PostgREST holds connections that are no more.
				setTimeout(resolve, 50);
			});
		}
	}
	const listening = keepListening();

	return {
		async close() {
			closed = true;
			clearTimeout(soon);
			wake();
			await client?.end().catch(() => undefined);
			await listening;
		}
	};
}
