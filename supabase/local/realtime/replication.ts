import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { PgOutputDecoder, type Row } from './pgoutput.ts';

/** The parts of pg's connection that copy-both mode needs; pg has no public API for them. */
interface CopyConnection extends EventEmitter {
	sendCopyFromChunk(chunk: Buffer): void;
}

export interface ReplicationOptions {
	databaseUrl: string;
	publication: string;
	/** Called for every committed insert, in commit order, before the next one is read. */
	onInsert(table: string, row: Row): void;
	/** Called once if the stream ends for any reason but `close`. */
	onLost(reason: string): void;
}

export interface ReplicationStream {
	close(): Promise<void>;
}

const walData = 0x77; // w
const keepAlive = 0x6b; // k
const statusUpdate = 0x72; // r
const statusEveryMs = 10_000;
/** PostgreSQL counts time from 2000-01-01. */
const postgresEpochMs = Date.UTC(2000, 0, 1);

/**
 * Follows the inserts of a publication through a temporary logical slot, from now on. The slot
 * vanishes with the session, so an abandoned one never makes the server keep its log.
 *
 * Resolves once the server streams; rejects if it will not.
 */
export async function openReplication(options: ReplicationOptions): Promise<ReplicationStream> {
	const url = new URL(options.databaseUrl);
	url.searchParams.set('replication', 'database');
	url.searchParams.set('application_name', 'realtime_replication_connection');
	const client = new pg.Client({ connectionString: url.href, keepAlive: true });
	const { connection } = client as unknown as { connection: CopyConnection };
	const decoder = new PgOutputDecoder();
	let state: 'starting' | 'streaming' | 'ended' = 'starting';
	let received = 0n;

	const end = (reason: string) => {
		const wasStreaming = state === 'streaming';
		state = 'ended';
		clearInterval(timer);
		if (wasStreaming) options.onLost(reason);
	};
	client.on('error', (error) => end(error.message));
	client.on('end', () => end('the connection was closed'));

	const acknowledge = () => {
		const update = Buffer.alloc(34);
		update.writeUInt8(statusUpdate, 0);
		// Written, flushed and applied: nothing is kept here, so what was received is done with.
		for (const offset of [1, 9, 17]) update.writeBigUInt64BE(received, offset);
		update.writeBigInt64BE(BigInt(Date.now() - postgresEpochMs) * 1000n, 25);
		connection.sendCopyFromChunk(update);
	};
	const timer = setInterval(() => {
		if (state === 'streaming') acknowledge();
	}, statusEveryMs);
	timer.unref();

	connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
		if (state !== 'streaming') return;
		if (chunk[0] === walData) {
			received = max(received, chunk.readBigUInt64BE(9));
			decoder.read(chunk.subarray(25), options.onInsert);
		} else if (chunk[0] === keepAlive) {
			received = max(received, chunk.readBigUInt64BE(1));
			const replyRequested = chunk[17] === 1;
			if (replyRequested) acknowledge();
		}
	});

	// The slot of a session that was just killed lingers for a moment: never use a name twice.
	const slot = `supabase_realtime_messages_${randomBytes(6).toString('hex')}`;
	try {
		await client.connect();
		// The replication grammar, unlike SQL's, knows its words in capitals only.
		await client.query(
			`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`
		);
		const command =
			`START_REPLICATION SLOT ${slot} LOGICAL 0/0 ` +
			`(proto_version '1', publication_names '${options.publication}')`;
		await new Promise<void>((resolve, reject) => {
			connection.once('replicationStart', resolve);
			client.once('end', () => reject(new Error('the connection was closed')));
			// This query lasts as long as the stream does.
			client.query(command).catch((error: Error) => {
				reject(error);
				end(error.message);
			});
		});
	} catch (error) {
		state = 'ended';
		clearInterval(timer);
		await client.end().catch(() => undefined);
		throw error;
	}

	state = 'streaming';

	return {
		async close() {
			state = 'ended';
			clearInterval(timer);
			await client.end().catch(() => undefined);
		}
	};
}

const max = (one: bigint, other: bigint) => (one > other ? one : other);
