import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { BodyTooLarge, readBody } from '../exchange.ts';
import { invalid, tooLarge } from './errors.ts';

/** What a client uploads, however it sent it. */
export interface UploadBody {
	source: Readable;
	mediaType: string;
	cacheControl: string;
	/** The application's own notes on the file, kept in user_metadata. */
	userMetadata: object | null;
}

/** Room for the other fields and the boundaries of a form. */
const formOverhead = 64 * 1024;
const defaultType = 'application/octet-stream';

/**
 * The upload in a request: the body itself (supabase-js sends Buffers and streams so), or the file
 * in a form (so it sends Blobs and Files). Refuses a body that says it is longer than `limit`
 * bytes before reading any of it.
 */
export async function readUpload(request: IncomingMessage, limit: number): Promise<UploadBody> {
	const type = request.headers['content-type'] || defaultType;
	if (type.startsWith('multipart/form-data')) return readForm(request, type, limit);

	if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
	const metadata = request.headers['x-metadata'];
	return {
		source: request,
		mediaType: type,
		cacheControl: request.headers['cache-control'] ?? 'no-cache',
		userMetadata:
			typeof metadata === 'string'
				? parseMetadata(Buffer.from(metadata, 'base64').toString())
				: null
	};
}

async function readForm(
	request: IncomingMessage,
	type: string,
	limit: number
): Promise<UploadBody> {
	let body: Buffer;
	try {
		body = await readBody(request, limit + formOverhead);
	} catch (error) {
		throw error instanceof BodyTooLarge ? tooLarge() : error;
	}
	let form: FormData;
	try {
		form = await new Response(new Uint8Array(body), {
			headers: { 'content-type': type }
		}).formData();
	} catch {
		throw invalid('The form cannot be read');
	}
	const file = [...form.values()].find((value) => typeof value !== 'string');
	if (!file) throw invalid('The form has no file');
	const [seconds, metadata] = [form.get('cacheControl'), form.get('metadata')];
	return {
		source: Readable.from([Buffer.from(await file.arrayBuffer())]),
		mediaType: file.type || defaultType,
		cacheControl: typeof seconds === 'string' ? `max-age=${seconds}` : 'no-cache',
		userMetadata: typeof metadata === 'string' ? parseMetadata(metadata) : null
	};
}

function parseMetadata(text: string): object | null {
	try {
		const parsed: unknown = JSON.parse(text);
		if (typeof parsed === 'object') return parsed;
	} catch {
		// Told below.
	}
	throw invalid('The metadata is not a JSON object');
}
