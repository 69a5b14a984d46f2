import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from './pgoutput.ts';
import type { Broadcast } from './protocol.ts';
import { openReplication, type ReplicationStream } from './replication.ts';

export interface DatabaseFeedOptions {
	databaseUrl: string;
	onBroadcast(broadcast: Broadcast): void;
	/** The database went away: what it sends from now on until `ready` again is lost. */
	onLost(): void;
	log(message: string): void;
}

const publication = 'supabase_realtime_messages_publication';
/** A server that was killed is back within a second: whoever waits for it waits no longer than that. */
const soonMs = 50;
const soonFor = 40;
const laterMs = 1_000;

/**
 * Broadcasts that the database sends (rows of realtime.messages), for as long as the stack runs.
 * Nothing is replayed after an interruption; that is why `onLost` must reach every subscriber.
 */
export class DatabaseFeed {
	readonly #options: DatabaseFeedOptions;
	#stream: ReplicationStream | undefined;
	#recovery: Promise<void> | undefined;
	#closed = false;

	constructor(options: DatabaseFeedOptions) {
		this.#options = options;
	}

	/** Starts following. Throws if the database will not have it; later losses are healed. */
	async open(): Promise<void> {
		this.#stream = await this.#follow();
	}

	/** Resolves when broadcasts flow: at once, or when an interruption is over. */
	ready(): Promise<void> {
		return this.#recovery ?? Promise.resolve();
	}

	async close(): Promise<void> {
		this.#closed = true;
		await this.#stream?.close();
		await this.#recovery;
	}

	#follow(): Promise<ReplicationStream> {
		return openReplication({
			databaseUrl: this.#options.databaseUrl,
			publication,
			onInsert: (_table, row) => {
				const broadcast = readBroadcast(row);
				if (broadcast) this.#options.onBroadcast(broadcast);
			},
			onLost: (reason) => this.#lost(reason)
		});
	}

	async #recover(): Promise<void> {
		for (let tries = 0; !this.#closed; tries++) {
			await sleep(tries < soonFor ? soonMs : laterMs);
			try {
				const stream = await this.#follow();
				if (this.#closed) await stream.close();
				else this.#stream = stream;
				return;
			} catch (error) {
				if (tries % soonFor === 0) {
					this.#options.log(`cannot follow the database yet: ${String(error)}`);
				}
			}
		}
	}

	#lost(reason: string): void {
		this.#stream = undefined;
		if (this.#closed) return;
		this.#options.log(`lost the database (${reason}); reconnecting`);
		this.#recovery = this.#recover().finally(() => {
			this.#recovery = undefined;
		});
		this.#options.onLost();
	}
}

/** A row of realtime.messages as a broadcast; undefined for rows that carry none. */
function readBroadcast(row: Row): Broadcast | undefined {
	const { topic, event, payload, binary_payload: binary, id } = row;
	if (!topic || !event || !id) return undefined;
	const common = {
		topic: topic.toString(),
		event: event.toString(),
		private: row.private?.toString() === 't',
		id: id.toString()
	};
	if (payload) return { ...common, body: payload, encoding: 'json' };
	// bytea as text: `\x` and two hexadecimal digits a byte.
	if (binary) {
		return {
			...common,
			body: Buffer.from(binary.toString('latin1', 2), 'hex'),
			encoding: 'binary'
		};
	}
	return undefined;
}
