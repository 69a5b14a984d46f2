import type { Claims } from '../tokens.ts';
import type { StorageDatabase, Transaction } from './database.ts';
import { invalid, noSuchBucket, StorageError } from './errors.ts';
import type { Files } from './files.ts';
import { validBucketName } from './names.ts';

/** A row of storage.buckets. */
export interface Bucket {
	id: string;
	name: string;
	owner_id: string | null;
	public: boolean;
	/** Bytes; PostgreSQL's bigint, so a string. */
	file_size_limit: string | null;
	allowed_mime_types: string[] | null;
	created_at: Date;
	updated_at: Date;
	type: string;
}

export interface BucketSettings {
	id?: unknown;
	name?: unknown;
	public?: unknown;
	file_size_limit?: unknown;
	allowed_mime_types?: unknown;
}

/** Buckets, as their policies let the caller see and change them. */
export class Buckets {
	readonly #database: StorageDatabase;
	readonly #files: Files;

	constructor(database: StorageDatabase, files: Files) {
		this.#database = database;
		this.#files = files;
	}

	async list(claims: Claims) {
		return this.#database.transaction(claims, 'bucket.list', async ({ asCaller }) => {
			const { rows } = await asCaller<Bucket>('select * from storage.buckets order by name');
			return rows.map(presented);
		});
	}

	async get(claims: Claims, id: string) {
		return this.#database.transaction(claims, 'bucket.get', async ({ asCaller }) => {
			const { rows } = await asCaller<Bucket>('select * from storage.buckets where id = $1', [id]);
			if (!rows[0]) throw noSuchBucket();
			return presented(rows[0]);
		});
	}

	async create(claims: Claims, settings: BucketSettings) {
		const id = validBucketName(settings.id ?? settings.name);
		const name = validBucketName(settings.name ?? id);
		await this.#database.transaction(claims, 'bucket.create', ({ asCaller }) =>
			asCaller(
				`insert into storage.buckets
					(id, name, owner_id, owner, public, file_size_limit, allowed_mime_types)
				values ($1, $2, $3::text, case when $3 ~ '^[0-9a-f-]{36}$' then $3::uuid end, $4, $5, $6)`,
				[
					id,
					name,
					claims.sub ?? null,
					settings.public === true,
					bytes(settings.file_size_limit),
					mediaTypes(settings.allowed_mime_types)
				]
			)
		);
		return { name: id };
	}

	/** Changes the settings that are given, and leaves the others. */
	async update(claims: Claims, id: string, settings: BucketSettings) {
		return this.#database.transaction(claims, 'bucket.update', async ({ asCaller }) => {
			const { rowCount } = await asCaller(
				`update storage.buckets set
					public = coalesce($2, public),
					file_size_limit = case when $3 then $4 else file_size_limit end,
					allowed_mime_types = case when $5 then $6 else allowed_mime_types end,
					updated_at = now()
				where id = $1`,
				[
					id,
					typeof settings.public === 'boolean' ? settings.public : null,
					settings.file_size_limit !== undefined,
					bytes(settings.file_size_limit),
					settings.allowed_mime_types !== undefined,
					mediaTypes(settings.allowed_mime_types)
				]
			);
			if (!rowCount) throw noSuchBucket();
			return { message: 'Successfully updated' };
		});
	}

	async remove(claims: Claims, id: string) {
		return this.#database.transaction(claims, 'bucket.delete', async (transaction) => {
			const { asCaller, asOwner } = transaction;
			const { rowCount: objects } = await asOwner(
				'select from storage.objects where bucket_id = $1 limit 1',
				[id]
			);
			if (objects) {
				const message = 'The bucket you tried to delete is not empty';
				throw new StorageError(409, 'InvalidRequest', message);
			}
			const { rowCount } = await asCaller('delete from storage.buckets where id = $1', [id]);
			if (!rowCount) throw noSuchBucket();
			return { message: 'Successfully deleted' };
		});
	}

	/** Deletes the objects of a bucket that the caller may delete. */
	async empty(claims: Claims, id: string) {
		const gone = await this.#database.transaction(claims, 'bucket.empty', async (transaction) => {
			await findBucket(transaction, id);
			const { rows } = await transaction.asCaller<{ version: string | null }>(
				'delete from storage.objects where bucket_id = $1 returning version',
				[id]
			);
			return rows;
		});
		await this.#files.remove(gone.map(({ version }) => version));
		return { message: 'Successfully emptied' };
	}
}

/** A bucket whoever asks: for its limits, and whether it is public. Throws if there is none. */
export async function findBucket({ asOwner }: Transaction, id: string): Promise<Bucket> {
	const { rows } = await asOwner<Bucket>('select * from storage.buckets where id = $1', [id]);
	if (!rows[0]) throw noSuchBucket();
	return rows[0];
}

function presented(bucket: Bucket) {
	const { owner_id: owner, file_size_limit: limit, ...rest } = bucket;
	return { ...rest, owner: owner ?? '', file_size_limit: limit === null ? null : Number(limit) };
}

const units: Record<string, number> = {
	'': 1,
	b: 1,
	kb: 1e3,
	mb: 1e6,
	gb: 1e9,
	kib: 2 ** 10,
	mib: 2 ** 20,
	gib: 2 ** 30
};

/** A size as clients and config.toml write it (`1048576`, `"50MiB"`), in bytes. */
export function bytes(size: unknown): number | null {
	if (size === undefined || size === null) return null;
	const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) *([a-z]*)$/i.exec(String(size)) ?? [];
	const factor = units[unit.toLowerCase()];
	if (number === '' || factor === undefined) throw invalid(`Not a size: ${String(size)}`);
	return Math.floor(Number(number) * factor);
}

function mediaTypes(types: unknown): string[] | null {
	if (types === undefined || types === null) return null;
	if (Array.isArray(types) && types.every((type) => /^[\w*.+-]+\/[\w*.+-]+$/.test(String(type)))) {
		return types.map(String);
	}
	throw invalid('allowed_mime_types must be a list such as ["image/png", "application/pdf"]');
}
