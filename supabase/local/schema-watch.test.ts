import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { watchSchema } from './schema-watch.ts';

test('the watch can be closed while it connects', async () => {
	// Takes connections and says nothing.
	const server = createServer((socket) => void socket.on('error', () => undefined));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const watch = watchSchema(`postgresql://a:b@127.0.0.1:${port}/c`, () => undefined);
	const [socket] = (await once(server, 'connection')) as [Socket];
	await once(socket, 'data');
	await expect(watch.close()).resolves.toBeUndefined();
	server.close();
});
