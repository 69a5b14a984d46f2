import pg from 'pg';
import type { Claims } from '../tokens.ts';
import { explainDatabaseError, unauthorized } from './errors.ts';

/** A query within the transaction of one request. */
type Query = <Row extends pg.QueryResultRow>(
	text: string,
	values?: unknown[]
) => Promise<pg.QueryResult<Row>>;

/** One request's transaction, in which two speak. */
export interface Transaction {
	/** The one who asks, under row-level security. */
	asCaller: Query;
	/** The storage server, who owns the tables: for bookkeeping only. */
	asOwner: Query;
}

const roles = new Set(['anon', 'authenticated', 'service_role']);

export class StorageDatabase {
	readonly #pool: pg.Pool;

	constructor(databaseUrl: string, log: (message: string) => void) {
		this.#pool = new pg.Pool({
			connectionString: databaseUrl,
			application_name: 'storage',
			max: 6,
			statement_timeout: 15_000
		});
		this.#pool.on('error', (error) => log(error.message));
	}

	/** Runs `work` in one transaction; `operation` is what policies see as storage.operation(). */
	async transaction<Result>(
		claims: Claims,
		operation: string,
		work: (transaction: Transaction) => Promise<Result>
	): Promise<Result> {
		return this.#run(claims, operation, 'commit', work);
	}

	/** Runs `work` for its errors only: whatever it wrote is undone. */
	async rehearse(
		claims: Claims,
		operation: string,
		work: (transaction: Transaction) => Promise<void>
	): Promise<void> {
		return this.#run(claims, operation, 'rollback', work);
	}

	/** A query of the storage server's own, outside any request. */
	async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
		return (await this.#pool.query<Row>(text)).rows;
	}

	async close(): Promise<void> {
		await this.#pool.end();
	}

	async #run<Result>(
		claims: Claims,
		operation: string,
		ending: 'commit' | 'rollback',
		work: (transaction: Transaction) => Promise<Result>
	): Promise<Result> {
		const { role } = claims;
		if (role === undefined || !roles.has(role)) throw unauthorized('The token names no role');
		const client = await this.#pool.connect();
		let speaking: string | undefined;
		const speakAs =
			(who: string): Query =>
			async (text, values) => {
				if (speaking !== who) await client.query(`set local role ${who}`);
				speaking = who;
				return client.query(text, values);
			};
		try {
			await client.query('begin');
			await client.query(
				`select set_config('request.jwt.claims', $1, true),
					set_config('request.jwt.claim.sub', $2, true),
					set_config('request.jwt.claim.role', $3, true),
					set_config('storage.operation', $4, true)`,
				[JSON.stringify(claims), claims.sub ?? '', role, `storage.${operation}`]
			);
			const result = await work({ asCaller: speakAs(role), asOwner: speakAs('none') });
			await client.query(ending);
			client.release();
			return result;
		} catch (error) {
			const broken = await client.query('rollback').then(
				() => false,
				() => true
			);
			client.release(broken);
			throw explainDatabaseError(error) ?? error;
		}
	}
}
