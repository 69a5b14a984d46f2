import pg from 'pg';
import type { Broadcast } from './protocol.ts';

/** From when on a client wants to be told again, and how much of it at most: the latest. */
export interface Replay {
	/** Milliseconds since 1970, by the database's clock. */
	since: number;
	limit: number;
}

/** What the hosted server replays at most. */
export const mostReplayed = 25;

interface Row {
	id: string;
	event: string;
	payload: object | null;
	binary_payload: Buffer | null;
}

/** The database's broadcasts of the last days, for clients that join late. */
export class MessageLog {
	readonly #pool: pg.Pool;

	constructor(databaseUrl: string, log: (message: string) => void) {
		this.#pool = new pg.Pool({
			connectionString: databaseUrl,
			application_name: 'realtime_replay',
			max: 2,
			statement_timeout: 5_000
		});
		this.#pool.on('error', (error) => log(error.message));
	}

	/** The latest private broadcasts of a topic, oldest first. */
	async since(topic: string, { since, limit }: Replay): Promise<Broadcast[]> {
		const { rows } = await this.#pool.query<Row>({
			name: 'realtime_replay',
			text: `select id, event, payload, binary_payload from realtime.messages
				where topic = $1 and private and extension = 'broadcast'
					and inserted_at >= to_timestamp($2::double precision / 1000) at time zone 'UTC'
				order by inserted_at desc, id limit $3`,
			values: [topic, since, limit]
		});
		return rows.reverse().map(({ id, event, payload, binary_payload: binary }) => ({
			topic,
			private: true,
			event,
			id,
			replayed: true,
			...(binary
				? { body: binary, encoding: 'binary' as const }
				: { body: Buffer.from(JSON.stringify(payload ?? {})), encoding: 'json' as const })
		}));
	}

	async close(): Promise<void> {
		await this.#pool.end();
	}
}
