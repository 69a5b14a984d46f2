import type { IncomingMessage, ServerResponse } from 'node:http';

/** Thrown by `readBody`; nothing has been answered yet. */
export class BodyTooLarge extends Error {}

/**
 * Answers with JSON, or with an empty body when there is nothing to say.
 *
 * A request whose body was not read to its end cannot be followed by another one on the same
 * connection: the answer then says so, and the rest of the body is thrown away.
 */
export function answer(
	request: IncomingMessage,
	response: ServerResponse,
	status: number,
	body?: unknown,
	headers: Record<string, string> = {}
): void {
	const text = body === undefined ? '' : JSON.stringify(body);
	refuseRest(request, response);
	response.writeHead(status, {
		...(text !== '' && { 'content-type': 'application/json; charset=utf-8' }),
		'content-length': Buffer.byteLength(text),
		...headers
	});
	response.end(request.method === 'HEAD' ? undefined : text);
}

/** Call before answering: closes the connection after the answer if the body is not read yet. */
export function refuseRest(request: IncomingMessage, response: ServerResponse): void {
	if (request.complete || !hasBody(request)) return;
	response.shouldKeepAlive = false;
	response.setHeader('connection', 'close');
	// The client may still be sending. Reading on for a moment lets it see the answer, not a reset.
	// Node would close both ways at once, and what arrives then is answered by a reset that can overtake
	// the answer: so only the way out is closed, and the way in a moment later.
	const { socket } = request;
	socket.destroySoon = () => socket.end();
	request.resume();
	response.once('finish', () => {
		setTimeout(() => socket.destroy(), 500).unref();
	});
}

function hasBody(request: IncomingMessage): boolean {
	const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
	return encoding !== undefined || (length !== undefined && length !== '0');
}

/** The whole body of a request. Throws BodyTooLarge past `limit` bytes, without reading on. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
	if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge();
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		const bytes = chunk as Buffer;
		size += bytes.length;
		if (size > limit) throw new BodyTooLarge();
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

/**
 * The address a request is for; undefined when what it asks for is none (`*`, `http://[`).
 *
 * A path is put behind a host, not resolved against one: `//x` is a path here, not another host.
 */
export function addressIn(request: IncomingMessage): URL | undefined {
	const target = request.url ?? '/';
	try {
		return new URL(target.startsWith('/') ? `http://local${target}` : target);
	} catch {
		return undefined;
	}
}

/** The credentials after `Bearer` in the authorization header. */
export function bearer(request: IncomingMessage): string | undefined {
	return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
