import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setting } from '../config.ts';
import { answer, bearer, BodyTooLarge, readBody } from '../exchange.ts';
import type { HttpService, ServiceContext } from '../service.ts';
import { createVerifier, type Claims, type Verdict } from '../tokens.ts';
import { Buckets, bytes, type BucketSettings } from './buckets.ts';
import { StorageDatabase } from './database.ts';
import { sendObject } from './download.ts';
import {
	invalid,
	noSuchRoute,
	noTransformation,
	StorageError,
	tooLarge,
	unauthorized
} from './errors.ts';
import { Files } from './files.ts';
import { decoded, validKey } from './names.ts';
import { Objects, type ListOptions, type Place, type StoredObject } from './objects.ts';
import { Signing } from './signing.ts';

/** Supabase's own default, if config.toml says nothing. */
const defaultSizeLimit = '50MiB';
const longestJson = 1024 * 1024;
const uploadTokenSeconds = 2 * 60 * 60;
const mostKeys = 1000;

/** One request, taken apart as far as every route needs it. */
interface Exchange {
	request: IncomingMessage;
	response: ServerResponse;
	claims: Claims;
	url: URL;
	/** What the route's pattern captured, decoded. */
	parts: string[];
}

/** Answers with JSON what it returns; nothing, if it has answered itself. */
type Handler = (exchange: Exchange) => Promise<object | undefined>;
type Route = [methods: string, path: RegExp, handler: Handler];

/**
 * Supabase Storage for one machine: rows in storage.objects under its policies, files on disk.
 * Not served: image transformation, resumable uploads, the S3 protocol.
 */
export function createStorage(context: ServiceContext): HttpService {
	const log = (message: string) => context.log('storage', message);
	const configured = setting(context.config, 'storage.file_size_limit', defaultSizeLimit);
	const sizeLimit = bytes(configured) ?? Infinity;
	const database = new StorageDatabase(context.databaseUrl('supabase_storage_admin'), log);
	const files = new Files(join(context.stateDirectory, 'storage'));
	const buckets = new Buckets(database, files);
	const objects = new Objects(database, files, sizeLimit);
	const signing = new Signing(context.jwtSecret);
	const verify = createVerifier(context);

	const cleaning = removeOrphans(database, files).then(
		(count) => count > 0 && log(`removed ${count} files that no object refers to`),
		(error: unknown) => log(`could not look for orphaned files: ${String(error)}`)
	);

	const send = async (exchange: Exchange, object: StoredObject): Promise<undefined> => {
		const download = exchange.url.searchParams.get('download');
		await sendObject(files, object, exchange.request, exchange.response, download);
	};
	/** What is known of an object: as JSON, or to a HEAD by the headers its file would come with. */
	const inform = async (exchange: Exchange, object: StoredObject) =>
		exchange.request.method === 'HEAD' ? send(exchange, object) : present(object);
	const isUpsert = (request: IncomingMessage) => request.headers['x-upsert'] === 'true';
	const signedAddress = (place: Place, seconds: unknown) => {
		const validFor = Number(seconds);
		if (!(validFor > 0)) throw invalid('expiresIn must be a number of seconds');
		const token = signing.sign({ ...place, purpose: 'download' }, validFor);
		// Not encoded: clients encode the whole address.
		return `/object/sign/${place.bucket}/${place.key}?token=${token}`;
	};

	const routes: Route[] = [
		['GET', /^\/bucket$/, ({ claims }) => buckets.list(claims)],
		[
			'POST',
			/^\/bucket$/,
			async ({ claims, request }) => buckets.create(claims, await readJson<BucketSettings>(request))
		],
		['GET', /^\/bucket\/([^/]+)$/, ({ claims, parts: [id = ''] }) => buckets.get(claims, id)],
		[
			'PUT',
			/^\/bucket\/([^/]+)$/,
			async ({ claims, request, parts: [id = ''] }) =>
				buckets.update(claims, id, await readJson<BucketSettings>(request))
		],
		['DELETE', /^\/bucket\/([^/]+)$/, ({ claims, parts: [id = ''] }) => buckets.remove(claims, id)],
		[
			'POST',
			/^\/bucket\/([^/]+)\/empty$/,
			({ claims, parts: [id = ''] }) => buckets.empty(claims, id)
		],

		[
			'GET HEAD',
			/^\/render\/image\//,
			() => {
				throw noTransformation();
			}
		],
		[
			'GET HEAD',
			/^\/object\/public\/([^/]+)\/(.+)$/,
			async (exchange) =>
				send(exchange, await objects.findPublic(anyone, 'object.get_public', place(exchange)))
		],
		[
			'GET HEAD',
			/^\/object\/sign\/([^/]+)\/(.+)$/,
			async (exchange) => {
				const wanted = place(exchange);
				signing.check(exchange.url.searchParams.get('token'), { ...wanted, purpose: 'download' });
				return send(exchange, await objects.findSigned(wanted));
			}
		],
		[
			'POST',
			/^\/object\/sign\/([^/]+)\/(.+)$/,
			async (exchange) => {
				const wanted = place(exchange);
				const { expiresIn, transform } = await readJson<{
					expiresIn?: unknown;
					transform?: unknown;
				}>(exchange.request);
				if (transform !== undefined && transform !== null) throw noTransformation();
				const signedURL = signedAddress(wanted, expiresIn);
				await objects.find(exchange.claims, 'object.sign', wanted);
				return { signedURL };
			}
		],
		[
			'POST',
			/^\/object\/sign\/([^/]+)$/,
			async ({ claims, request, parts: [bucket = ''] }) => {
				const body = await readJson<{ paths?: unknown; expiresIn?: unknown }>(request);
				const keys = listOfKeys(body.paths);
				const readable = await objects.readable(claims, bucket, keys);
				return keys.map((key) =>
					readable.has(key)
						? { path: key, error: null, signedURL: signedAddress({ bucket, key }, body.expiresIn) }
						: {
								path: key,
								error: 'Either the object does not exist or you do not have access to it',
								signedURL: null
							}
				);
			}
		],
		[
			'POST',
			/^\/object\/upload\/sign\/([^/]+)\/(.+)$/,
			async (exchange) => {
				const { claims, request } = exchange;
				const wanted = place(exchange);
				validKey(wanted.key);
				const options = { upsert: isUpsert(request), owner: claims.sub };
				const operation = 'object.sign_upload_url';
				await objects.rehearseUpload(claims, wanted, { operation, ...options });
				const grant = { ...wanted, ...options, purpose: 'upload' as const };
				const token = signing.sign(grant, uploadTokenSeconds);
				return { url: `/object/upload/sign/${wanted.bucket}/${wanted.key}?token=${token}`, token };
			}
		],
		[
			'PUT',
			/^\/object\/upload\/sign\/([^/]+)\/(.+)$/,
			async (exchange) => {
				const wanted = place(exchange);
				const token = exchange.url.searchParams.get('token');
				const grant = signing.check(token, { ...wanted, purpose: 'upload' });
				// The policies were asked when the address was signed; its bearer may be nobody.
				return objects.upload({ role: 'service_role' }, wanted, exchange.request, {
					operation: 'object.upload_signed',
					upsert: grant.upsert === true,
					owner: typeof grant.owner === 'string' ? grant.owner : undefined
				});
			}
		],
		[
			'POST',
			/^\/object\/list\/([^/]+)$/,
			async ({ claims, request, parts: [bucket = ''] }) =>
				objects.list(claims, bucket, await readJson<ListOptions>(request))
		],
		['POST', /^\/object\/(move|copy)$/, moveOrCopy],
		[
			'GET HEAD',
			/^\/object\/info\/public\/([^/]+)\/(.+)$/,
			async (exchange) =>
				inform(exchange, await objects.findPublic(anyone, 'object.info_public', place(exchange)))
		],
		[
			'GET HEAD',
			/^\/object\/info\/(?:authenticated\/)?([^/]+)\/(.+)$/,
			async (exchange) =>
				inform(
					exchange,
					await objects.find(exchange.claims, 'object.info_authenticated', place(exchange))
				)
		],
		[
			'DELETE',
			/^\/object\/([^/]+)$/,
			async ({ claims, request, parts: [bucket = ''] }) => {
				const { prefixes } = await readJson<{ prefixes?: unknown }>(request);
				return objects.remove(claims, 'object.delete_many', bucket, listOfKeys(prefixes));
			}
		],
		[
			'GET HEAD',
			/^\/object\/(?:authenticated\/)?([^/]+)\/(.+)$/,
			async (exchange) => {
				const operation = 'object.get_authenticated';
				return send(exchange, await objects.find(exchange.claims, operation, place(exchange)));
			}
		],
		[
			'POST',
			/^\/object\/([^/]+)\/(.+)$/,
			(exchange) =>
				objects.upload(exchange.claims, place(exchange), exchange.request, {
					operation: 'object.upload',
					upsert: isUpsert(exchange.request),
					owner: exchange.claims.sub
				})
		],
		[
			'PUT',
			/^\/object\/([^/]+)\/(.+)$/,
			(exchange) =>
				objects.upload(exchange.claims, place(exchange), exchange.request, {
					operation: 'object.upload_update',
					upsert: true,
					owner: exchange.claims.sub
				})
		],
		[
			'DELETE',
			/^\/object\/([^/]+)\/(.+)$/,
			async (exchange) => {
				const { bucket, key } = place(exchange);
				const gone = await objects.remove(exchange.claims, 'object.delete', bucket, [key]);
				if (gone.length === 0) throw new StorageError(404, 'not_found', 'Object not found');
				return { message: 'Successfully deleted' };
			}
		]
	];

	async function moveOrCopy({ claims, request, parts: [action] }: Exchange): Promise<object> {
		const body = await readJson<Record<string, unknown>>(request);
		const bucket = String(body.bucketId);
		const from = { bucket, key: String(body.sourceKey) };
		const to = {
			bucket: typeof body.destinationBucket === 'string' ? body.destinationBucket : bucket,
			key: validKey(body.destinationKey)
		};
		return action === 'move'
			? objects.move(claims, from, to)
			: objects.copy(claims, from, to, isUpsert(request));
	}

	return {
		async handle(request, response, path, url) {
			try {
				const [handler, parts] = findRoute(routes, request.method ?? 'GET', path);
				const claims = readClaims(verify, request);
				const result = await handler({ request, response, claims, url, parts });
				if (result) answer(request, response, 200, result);
			} catch (error) {
				refuse(request, response, error, log);
			}
		},
		async close() {
			await cleaning;
			await database.close();
		}
	};
}

const anyone: Claims = { role: 'anon' };

function findRoute(routes: Route[], method: string, path: string): [Handler, string[]] {
	const trimmed = path.replace(/\/$/, '');
	for (const [methods, pattern, handler] of routes) {
		const match = methods.split(' ').includes(method) && pattern.exec(trimmed);
		if (match) return [handler, match.slice(1).map(decoded)];
	}
	throw noSuchRoute();
}

/** Who asks. Without a token nobody does; with a bad one, the request is refused. */
function readClaims(verify: (token: string) => Verdict, request: IncomingMessage): Claims {
	const token = bearer(request);
	if (token === undefined) return anyone;
	const verdict = verify(token);
	if (verdict.error !== undefined) throw unauthorized(verdict.error);
	return verdict.claims;
}

const place = ({ parts: [bucket = '', key = ''] }: Exchange): Place => ({ bucket, key });

function present(object: StoredObject) {
	const { id, name, version, bucket_id, metadata, user_metadata, created_at } = object;
	return {
		...{ id, name, version, bucket_id, created_at },
		size: metadata.size,
		content_type: metadata.mimetype,
		cache_control: metadata.cacheControl,
		etag: metadata.eTag,
		last_modified: metadata.lastModified,
		metadata: user_metadata ?? {}
	};
}

function listOfKeys(value: unknown): string[] {
	if (!Array.isArray(value) || !value.every((key) => typeof key === 'string')) {
		throw invalid('The keys must be a list of strings');
	}
	if (value.length > mostKeys) throw invalid(`At most ${mostKeys} keys at once`);
	return value;
}

async function readJson<Body extends object>(request: IncomingMessage): Promise<Body> {
	let parsed: unknown;
	try {
		const text = (await readBody(request, longestJson)).toString();
		parsed = text === '' ? {} : JSON.parse(text);
	} catch (error) {
		throw error instanceof BodyTooLarge ? tooLarge() : invalid('The body is not JSON');
	}
	if (typeof parsed !== 'object' || parsed === null) throw invalid('The body is not an object');
	return parsed as Body;
}

function refuse(
	request: IncomingMessage,
	response: ServerResponse,
	error: unknown,
	log: (message: string) => void
): void {
	if (response.headersSent || response.destroyed) {
		response.destroy();
		return;
	}
	if (error instanceof StorageError) {
		const { statusCode, error: code, message } = error;
		answer(request, response, 400, { statusCode: String(statusCode), error: code, message });
		return;
	}
	log(error instanceof Error ? (error.stack ?? error.message) : String(error));
	const message = 'Something went wrong in storage; its log says what';
	answer(request, response, 500, { statusCode: '500', error: 'internal', message });
}

async function removeOrphans(database: StorageDatabase, files: Files): Promise<number> {
	const startedAt = new Date();
	const rows = await database.query<{ version: string }>(
		'select version from storage.objects where version is not null'
	);
	const referred = new Set(rows.map(({ version }) => version));
	return files.removeOrphans((version) => referred.has(version), startedAt);
}
