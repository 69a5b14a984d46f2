import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressIn, answer } from '../exchange.ts';

type Listener = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** Listens on loopback; `close` also ends open streams, which would otherwise hold it for ever. */
export async function listen(port: number, listener: Listener) {
	const server = createServer((request, response) => {
		const url = addressIn(request);
		if (url) listener(request, response, url);
		else answer(request, response, 400, { message: 'The address cannot be read' });
	});
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
