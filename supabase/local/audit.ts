import { createHash, type Hash } from 'node:crypto';
import type pg from 'pg';

/** What was found wrong, in words; `seal` is the number of the seal it is about, if it is about one. */
export interface AuditProblem {
	seal: number | null;
	what: string;
}

export interface AuditReport {
	problems: AuditProblem[];
	seals: number;
	/** Rows under a seal, and those that wait for one. */
	sealed: number;
	waiting: number;
	/** The first seal of each epoch but the first: the database was restored before it, or somebody says so. */
	epochs: { n: number; at: string }[];
	/** How many rows were erased by each order: the row of the log that holds it. */
	redactions: Map<string, number>;
	/** The last seal: what to write down elsewhere. */
	head: { n: number; hash: string; at: string } | null;
}

interface Seal {
	n: number;
	epoch: number;
	upto: bigint;
	count: number;
	root: string;
	hash: string;
	at: string;
}

interface Row {
	epoch: number;
	txid: bigint;
	id: string;
	digest: Buffer;
	isWhole: boolean;
	redactedBy: string | null;
	isOrder: boolean;
}

/** How an epoch ends: the greatest number of a transaction. */
const endOfEpoch = 2n ** 64n - 1n;
const zeros = '00'.repeat(32);
const batch = 5000;

/*
 * As private.write_seal and private.tg_events__digest have it, but said here again: who may change those functions must
 * not have the check say what they like. It uses what belongs to Postgres itself and nothing of ours.
 */
// Ordered by the columns, not by their texts of the same name.
const sealsInOrder = `
	select n::text, epoch, upto::text, count::text, encode(root, 'hex'), encode(hash, 'hex'), encode(prev, 'hex'),
		encode(sha256(convert_to(concat_ws(' ',
			n, epoch, upto, count, encode(root, 'hex'), encode(prev, 'hex'), extract(epoch from at)
		), 'UTF8')), 'hex'),
		to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
	from audit.seals seal order by seal.n`;
const rowsInOrder = `
	select epoch, txid::text, id::text, digest,
		digest = sha256(
			convert_to(row(
				epoch, txid, id, extract(epoch from at), actor_id, role, action, table_name, row_id, patient_id
			)::text, 'UTF8')
			|| case when redacted_by is null
				then sha256(uuid_send(salt) || convert_to(row(actor_name, ip, user_agent, before, after)::text, 'UTF8'))
				else payload_digest
			end
		) and case when redacted_by is null then payload_digest is null
			else num_nonnulls(salt, actor_name, ip, user_agent, before, after) = 0 end,
		redacted_by::text, action = 'redacted'
	from audit.events event order by event.epoch, event.txid, event.id`;

/** Rows of a query, a batch at a time, by a cursor of the transaction there is. */
async function* read(client: pg.ClientBase, name: string, sql: string): AsyncGenerator<unknown[]> {
	await client.query(`declare ${name} no scroll cursor for ${sql}`);
	for (;;) {
		const { rows } = await client.query<unknown[]>({
			text: `fetch ${batch} from ${name}`,
			rowMode: 'array'
		});
		yield* rows;
		if (rows.length < batch) break;
	}
	await client.query(`close ${name}`);
}

/**
 * Goes through the audit log and its seals, side by side and in their order, and tells what is not as it was written. Holds
 * a few thousand rows at a time. The caller has begun a transaction, so that both are of one moment (repeatable read).
 *
 * @param against hashes of seals that were written down elsewhere
 */
export async function verifyAudit(
	client: pg.ClientBase,
	against: string[] = []
): Promise<AuditReport> {
	await client.query('set local search_path = pg_catalog; set local enable_seqscan = off');
	const report: AuditReport = {
		problems: [],
		seals: 0,
		sealed: 0,
		waiting: 0,
		epochs: [],
		redactions: new Map(),
		head: null
	};
	const say = (seal: number | null, what: string) => report.problems.push({ seal, what });

	const expected = new Map(against.map((hash) => [hash.trim().toLowerCase(), 'somebody has']));
	const { rows: anchors } = await client.query<{ hash: string; at: string }>(
		`select encode(hash, 'hex') as hash, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as at from audit.anchors order by at`
	);
	for (const { hash, at } of anchors) {
		if (!expected.has(hash)) expected.set(hash, `was mailed on ${at}`);
	}
	const orders = new Set<string>();

	const rows = read(client, 'audit_rows', rowsInOrder);
	let row = await next(rows);
	const take = async (hash: Hash, seal: number | null) => {
		if (!row) return;
		hash.update(row.digest);
		if (!row.isWhole) say(seal, `row ${row.id} was changed`);
		if (row.isOrder) orders.add(row.id);
		if (row.redactedBy !== null) {
			report.redactions.set(row.redactedBy, (report.redactions.get(row.redactedBy) ?? 0) + 1);
		}
		row = await next(rows);
	};

	let last = { n: 0, epoch: 1, upto: 0n, hash: zeros };
	for await (const [n, epoch, upto, count, root, hash, prev, recomputed, at] of read(
		client,
		'audit_seals',
		sealsInOrder
	)) {
		const seal: Seal = {
			n: Number(n),
			epoch: Number(epoch),
			upto: BigInt(String(upto)),
			count: Number(count),
			root: String(root),
			hash: String(hash),
			at: String(at)
		};
		report.seals += 1;
		if (recomputed !== hash) say(seal.n, 'the seal itself was changed');
		if (seal.n !== last.n + 1) {
			const missing =
				last.n + 1 === seal.n - 1 ? `seal ${last.n + 1}` : `seals ${last.n + 1} to ${seal.n - 1}`;
			say(last.n + 1, seal.n > last.n ? `${missing} removed` : 'numbered below zero');
		} else if (prev !== last.hash) {
			say(seal.n, `it does not follow seal ${last.n}`);
		}
		if (last.upto === endOfEpoch) {
			last = { ...last, epoch: last.epoch + 1, upto: 0n };
			report.epochs.push({ n: seal.n, at: seal.at });
		}
		if (seal.epoch !== last.epoch || seal.upto < last.upto) {
			say(seal.n, `it does not begin where seal ${last.n} ended`);
		}

		const found = createHash('sha256');
		let there = 0;
		while (row && (row.epoch < seal.epoch || (row.epoch === seal.epoch && row.txid < seal.upto))) {
			there += 1;
			await take(found, seal.n);
		}
		const [is, sealed] = [
			`${there} of its rows are there`,
			`${seal.count} were sealed (${seal.at})`
		];
		if (there < seal.count) say(seal.n, `${seal.count - there} deleted: ${is}, ${sealed}`);
		else if (there > seal.count) say(seal.n, `${there - seal.count} inserted: ${is}, ${sealed}`);
		else if (found.digest('hex') !== seal.root) say(seal.n, `its rows are others than ${sealed}`);
		report.sealed += there;
		expected.delete(seal.hash);
		last = seal;
		report.head = { n: seal.n, hash: seal.hash, at: seal.at };
	}

	const rest = createHash('sha256');
	while (row) {
		report.waiting += 1;
		await take(rest, null);
	}
	for (const [hash, whose] of expected) {
		say(
			null,
			`the seal ${hash}, which ${whose}, is not in the chain: it was cut off, or made anew`
		);
	}
	for (const [order, count] of report.redactions) {
		if (!orders.has(order))
			say(null, `${count} rows were erased by order ${order}, which is not in the log`);
	}
	return report;
}

async function next(rows: AsyncGenerator<unknown[]>): Promise<Row | null> {
	const { value, done } = await rows.next();
	if (done) return null;
	const [epoch, txid, id, digest, isWhole, redactedBy, isOrder] = value as unknown[];
	return {
		epoch: Number(epoch),
		txid: BigInt(String(txid)),
		id: String(id),
		digest: digest as Buffer,
		isWhole: isWhole === true,
		redactedBy: redactedBy === null ? null : String(redactedBy),
		isOrder: isOrder === true
	};
}

/** The hashes of the seals that were stored as files, outside the database; see the edge function `audit-head`. */
export async function storedHeads({ url, key }: { url: string; key: string }): Promise<string[]> {
	const headers = { apikey: key, authorization: `Bearer ${key}` };
	const ask = async (path: string, init?: RequestInit) => {
		const answer = await fetch(`${url}/storage/v1/${path}`, {
			...init,
			headers: { ...headers, 'content-type': 'application/json' }
		});
		if (!answer.ok)
			throw new Error(`The stored heads cannot be read: ${answer.status} ${await answer.text()}`);
		return answer.json() as Promise<unknown>;
	};
	const hashes: string[] = [];
	for (let offset = 0; ; offset += 1000) {
		const files = (await ask('object/list/audit-heads', {
			method: 'POST',
			body: JSON.stringify({
				prefix: '',
				limit: 1000,
				offset,
				sortBy: { column: 'name', order: 'asc' }
			})
		})) as { name: string }[];
		for (const { name } of files) {
			// What the file says, and not its name alone: the name is a row of the database.
			const { hash } = (await ask(`object/authenticated/audit-heads/${name}`)) as {
				hash?: unknown;
			};
			if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
				throw new Error(`${name} holds no head`);
			hashes.push(hash);
		}
		if (files.length < 1000) return hashes;
	}
}
