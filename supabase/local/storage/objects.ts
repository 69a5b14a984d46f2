import type { IncomingMessage } from 'node:http';
import type { Claims } from '../tokens.ts';
import { findBucket, type Bucket } from './buckets.ts';
import type { StorageDatabase, Transaction } from './database.ts';
import { alreadyExists, noSuchBucket, noSuchObject, StorageError, tooLarge } from './errors.ts';
import type { Files, ReceivedFile } from './files.ts';
import { isAllowed } from './media-types.ts';
import { validKey } from './names.ts';
import { readUpload, type UploadBody } from './upload-body.ts';

/** What the server notes about a file, in storage.objects.metadata. */
export interface ObjectMetadata {
	eTag: string;
	size: number;
	mimetype: string;
	cacheControl: string;
	lastModified: string;
	contentLength: number;
	httpStatusCode: 200;
}

/** A row of storage.objects. */
export interface StoredObject {
	id: string;
	bucket_id: string;
	name: string;
	version: string;
	metadata: ObjectMetadata;
	user_metadata: object | null;
	created_at: Date;
	updated_at: Date;
}

export interface Place {
	bucket: string;
	key: string;
}

interface UploadOptions {
	operation: string;
	upsert: boolean;
	owner: string | undefined;
}

export interface ListOptions {
	prefix?: string;
	search?: string;
	limit?: number;
	offset?: number;
	sortBy?: { column?: string; order?: string };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const sortable = new Set(['name', 'created_at', 'updated_at', 'last_accessed_at']);
const longestList = 1000;
const selectOne = 'select * from storage.objects where bucket_id = $1 and name = $2';

/** Objects, as the policies on storage.objects let the caller see and change them. */
export class Objects {
	readonly #database: StorageDatabase;
	readonly #files: Files;
	readonly #sizeLimit: number;

	constructor(database: StorageDatabase, files: Files, sizeLimit: number) {
		this.#database = database;
		this.#files = files;
		this.#sizeLimit = sizeLimit;
	}

	/**
	 * Takes a file in. The policies are asked before its first byte is read, so that a refusal costs
	 * neither side the transfer, and again when the row is written. The file is in its place before
	 * the row is committed: a row always has its file.
	 */
	async upload(claims: Claims, place: Place, request: IncomingMessage, options: UploadOptions) {
		validKey(place.key);
		const bucket = await this.rehearseUpload(claims, place, options);
		const limit = Math.min(this.#sizeLimit, Number(bucket.file_size_limit ?? this.#sizeLimit));
		const body = await readUpload(request, limit);
		checkDeclaredType(bucket, body.mediaType);
		const file = await this.#files.receive(body.source, limit);
		try {
			const { id, replaced } = await this.#write(
				claims,
				place,
				options,
				describe(body, file),
				file
			);
			await this.#files.remove([replaced]);
			return { Id: id, Key: `${place.bucket}/${place.key}` };
		} catch (error) {
			await file.discard();
			await this.#files.remove([file.version]);
			throw error;
		}
	}

	/** Throws what `upload` would throw before it reads the file; gives back the bucket. */
	async rehearseUpload(claims: Claims, place: Place, options: UploadOptions): Promise<Bucket> {
		let bucket: Bucket | undefined;
		await this.#database.rehearse(claims, options.operation, async (transaction) => {
			bucket = await findBucket(transaction, place.bucket);
			await insertObject(transaction, place, options, { version: 'rehearsal' });
		});
		if (!bucket) throw noSuchBucket();
		return bucket;
	}

	async #write(
		claims: Claims,
		place: Place,
		options: UploadOptions,
		described: Pick<StoredObject, 'metadata' | 'user_metadata'>,
		file: ReceivedFile
	) {
		return this.#database.transaction(claims, options.operation, async (transaction) => {
			const { rows: before } = await transaction.asOwner<StoredObject>(`${selectOne} for update`, [
				place.bucket,
				place.key
			]);
			await insertObject(transaction, place, options, { version: file.version, ...described });
			// As the owner: who may write an object need not be allowed to read it.
			const { rows: after } = await transaction.asOwner<StoredObject>(selectOne, [
				place.bucket,
				place.key
			]);
			if (!after[0]) throw noSuchObject();
			await file.keep();
			return { id: after[0].id, replaced: before[0]?.version ?? null };
		});
	}

	/** The object, if the caller may read it; otherwise it does not exist. */
	async find(claims: Claims, operation: string, place: Place): Promise<StoredObject> {
		return this.#database.transaction(claims, operation, ({ asCaller }) =>
			findObject(asCaller, place)
		);
	}

	/** The object in a public bucket, whoever asks. */
	async findPublic(claims: Claims, operation: string, place: Place): Promise<StoredObject> {
		return this.#database.transaction(claims, operation, async (transaction) => {
			const bucket = await findBucket(transaction, place.bucket);
			if (!bucket.public) throw noSuchBucket();
			return findObject(transaction.asOwner, place);
		});
	}

	/** The object behind a signed address, which was checked already. */
	async findSigned(place: Place): Promise<StoredObject> {
		const nobody = { role: 'anon' };
		return this.#database.transaction(nobody, 'object.get_signed', ({ asOwner }) =>
			findObject(asOwner, place)
		);
	}

	/** Which of these keys the caller may read. */
	async readable(claims: Claims, bucket: string, keys: string[]): Promise<Set<string>> {
		return this.#database.transaction(claims, 'object.sign_many', async ({ asCaller }) => {
			const { rows } = await asCaller<{ name: string }>(
				'select name from storage.objects where bucket_id = $1 and name = any ($2)',
				[bucket, keys]
			);
			return new Set(rows.map(({ name }) => name));
		});
	}

	/** One folder: first the folders in it, then its files. */
	async list(claims: Claims, bucket: string, options: ListOptions) {
		const folder = (options.prefix ?? '').replace(/^\/+|\/+$/g, '');
		const column = options.sortBy?.column ?? 'name';
		if (!sortable.has(column)) {
			throw new StorageError(400, 'invalid_request', `sortBy.column cannot be ${column}`);
		}
		const direction = options.sortBy?.order === 'desc' ? 'desc' : 'asc';
		return this.#database.transaction(claims, 'object.list', async ({ asCaller }) => {
			const { rows } = await asCaller(
				`with inside as (
					select *, substr(name, length($2) + 1) as rest
					from storage.objects
					where bucket_id = $1 and starts_with(name, $2)
				), entry as (
					select split_part(rest, '/', 1) as name, null::uuid as id,
						null::timestamptz as updated_at, null::timestamptz as created_at,
						null::timestamptz as last_accessed_at, null::jsonb as metadata
					from inside where position('/' in rest) > 0 group by 1
					union all
					select rest, id, updated_at, created_at, last_accessed_at, metadata
					from inside where position('/' in rest) = 0
				)
				select * from entry
				where position(lower($3) in lower(name)) > 0
				order by id is not null, ${column === 'name' ? 'name collate "C"' : column} ${direction}, name collate "C"
				limit $4 offset $5`,
				[
					bucket,
					folder === '' ? '' : `${folder}/`,
					options.search ?? '',
					Math.min(options.limit ?? 100, longestList),
					options.offset ?? 0
				]
			);
			return rows;
		});
	}

	async move(claims: Claims, from: Place, to: Place) {
		validKey(to.key);
		return this.#database.transaction(claims, 'object.move', async ({ asCaller }) => {
			await findObject(asCaller, from);
			const { rowCount } = await asCaller(
				`update storage.objects set bucket_id = $3, name = $4, updated_at = now()
				where bucket_id = $1 and name = $2`,
				[from.bucket, from.key, to.bucket, to.key]
			);
			if (!rowCount) throw noSuchObject();
			return { message: 'Successfully moved' };
		});
	}

	async copy(claims: Claims, from: Place, to: Place, upsert: boolean) {
		validKey(to.key);
		let version: string | undefined;
		let replaced: string | null = null;
		try {
			const copied = await this.#database.transaction(
				claims,
				'object.copy',
				async (transaction) => {
					const { metadata, user_metadata, ...source } = await findObject(
						transaction.asCaller,
						from
					);
					const bucket = await findBucket(transaction, to.bucket);
					checkDeclaredType(bucket, metadata.mimetype);
					if (metadata.size > Number(bucket.file_size_limit ?? Infinity)) throw tooLarge();
					version = await this.#files.copy(source.version);
					const options = { operation: 'object.copy', upsert, owner: claims.sub };
					const { rows: before } = await transaction.asOwner<StoredObject>(
						`${selectOne} for update`,
						[to.bucket, to.key]
					);
					replaced = before[0]?.version ?? null;
					await insertObject(transaction, to, options, { version, metadata, user_metadata });
					const copy = await findObject(transaction.asOwner, to);
					return { Id: copy.id, Key: `${to.bucket}/${to.key}` };
				}
			);
			await this.#files.remove([replaced]);
			return copied;
		} catch (error) {
			if (version) await this.#files.remove([version]);
			throw error;
		}
	}

	/** Deletes what the caller may delete of these keys, and gives that back. */
	async remove(
		claims: Claims,
		operation: string,
		bucket: string,
		keys: string[]
	): Promise<StoredObject[]> {
		const gone = await this.#database.transaction(claims, operation, async ({ asCaller }) => {
			const { rows } = await asCaller<StoredObject>(
				'delete from storage.objects where bucket_id = $1 and name = any ($2) returning *',
				[bucket, keys]
			);
			return rows;
		});
		await this.#files.remove(gone.map(({ version }) => version));
		return gone;
	}
}

async function findObject(query: Transaction['asCaller'], place: Place): Promise<StoredObject> {
	const { rows } = await query<StoredObject>(selectOne, [place.bucket, place.key]);
	if (!rows[0]) throw noSuchObject();
	return rows[0];
}

async function insertObject(
	transaction: Transaction,
	place: Place,
	options: UploadOptions,
	row: { version: string; metadata?: ObjectMetadata; user_metadata?: object | null }
): Promise<void> {
	const owner = options.owner ?? null;
	const conflict = options.upsert
		? `on conflict (bucket_id, name) do update set
			owner = excluded.owner, owner_id = excluded.owner_id, version = excluded.version,
			metadata = excluded.metadata, user_metadata = excluded.user_metadata, updated_at = now()`
		: '';
	if (!options.upsert) {
		// Told apart here, since a policy may hide the object that is in the way.
		const { rowCount } = await transaction.asOwner(selectOne, [place.bucket, place.key]);
		if (rowCount) throw alreadyExists();
	}
	await transaction.asCaller(
		`insert into storage.objects
			(bucket_id, name, owner, owner_id, version, metadata, user_metadata)
		values ($1, $2, $3, $4, $5, $6, $7) ${conflict}`,
		[
			place.bucket,
			place.key,
			owner !== null && uuid.test(owner) ? owner : null,
			owner,
			row.version,
			row.metadata ?? null,
			row.user_metadata ?? null
		]
	);
}

function describe(
	body: UploadBody,
	file: ReceivedFile
): Pick<StoredObject, 'metadata' | 'user_metadata'> {
	return {
		metadata: {
			eTag: file.eTag,
			size: file.size,
			mimetype: body.mediaType,
			cacheControl: body.cacheControl,
			lastModified: new Date().toISOString(),
			contentLength: file.size,
			httpStatusCode: 200
		},
		user_metadata: body.userMetadata
	};
}

function checkDeclaredType(bucket: Bucket, type: string): void {
	const allowed = bucket.allowed_mime_types;
	if (allowed?.length && !isAllowed(type, allowed)) {
		throw new StorageError(415, 'invalid_mime_type', `mime type ${type} is not supported`);
	}
}
