import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { noSuchObject } from './errors.ts';
import type { Files } from './files.ts';
import { bareType } from './media-types.ts';
import type { StoredObject } from './objects.ts';

/**
 * Sends an object: whole or the range that was asked for, or 304 if the client has it already.
 * `download` is the query parameter of that name: present, it makes the browser save the file,
 * under the name it gives if it gives one.
 */
export async function sendObject(
	files: Files,
	object: StoredObject,
	request: IncomingMessage,
	response: ServerResponse,
	download: string | null
): Promise<void> {
	const { metadata } = object;
	const headers: Record<string, string> = {
		'content-type': safeType(metadata.mimetype),
		'cache-control': metadata.cacheControl,
		etag: metadata.eTag,
		'last-modified': new Date(metadata.lastModified).toUTCString(),
		'accept-ranges': 'bytes',
		// Files come from users: nobody's browser is to run them on the API's origin.
		'x-content-type-options': 'nosniff',
		'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; sandbox`
	};
	if (download !== null) headers['content-disposition'] = disposition(download);

	if (isUnchanged(request, object)) {
		response.writeHead(304, headers).end();
		return;
	}
	const range = readRange(request, object);
	if (range === 'unsatisfiable') {
		response.writeHead(416, { ...headers, 'content-range': `bytes */${metadata.size}` }).end();
		return;
	}
	const { start, end } = range ?? { start: 0, end: metadata.size - 1 };
	headers['content-length'] = String(end - start + 1);
	if (range) headers['content-range'] = `bytes ${start}-${end}/${metadata.size}`;
	const status = range ? 206 : 200;
	if (request.method === 'HEAD' || metadata.size === 0) {
		response.writeHead(status, headers).end();
		return;
	}
	const content = await files.read(object.version, start, end);
	if (!content) throw noSuchObject();
	response.writeHead(status, headers);
	// A client that hangs up in the middle is not worth an error.
	await pipeline(content, response).catch(() => response.destroy());
}

/** Pages are shown as the text they are made of, as on hosted. */
function safeType(type: string): string {
	const bare = bareType(type);
	return bare === 'text/html' || bare === 'application/xhtml+xml' ? 'text/plain' : type;
}

function disposition(name: string): string {
	if (name === '') return 'attachment';
	const encoded = encodeURIComponent(name);
	return `attachment; filename=${encoded}; filename*=UTF-8''${encoded}`;
}

function isUnchanged(request: IncomingMessage, { metadata }: StoredObject): boolean {
	const { 'if-none-match': tags, 'if-modified-since': since } = request.headers;
	if (tags !== undefined) {
		return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === metadata.eTag);
	}
	if (since === undefined) return false;
	const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
	return seconds(metadata.lastModified) <= seconds(since);
}

/** The one range asked for. Undefined for none, for several and for nonsense: all of it, then. */
function readRange(
	request: IncomingMessage,
	{ metadata }: StoredObject
): { start: number; end: number } | 'unsatisfiable' | undefined {
	const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
	if (first === '' && last === '') return undefined;
	const condition = request.headers['if-range'];
	if (condition !== undefined && condition !== metadata.eTag) return undefined;
	const { size } = metadata;
	const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
	const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
	return start > end ? 'unsatisfiable' : { start, end };
}
