import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on loopback; `close` also ends open streams, which would otherwise hold it for ever. */
export async function listen(port: number, listener: RequestListener) {
	const server = createServer(listener);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

export function sendJson(response: ServerResponse, status: number, body: unknown) {
	const text = JSON.stringify(body);
	response
		.writeHead(status, {
			'content-type': 'application/json; charset=utf-8',
			'content-length': Buffer.byteLength(text)
		})
		.end(text);
}

/** The whole body as text. @throws RangeError when it is longer than `limit` bytes. */
export async function readText(request: IncomingMessage, limit = 1024 * 1024): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > limit) throw new RangeError('Request body too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}
