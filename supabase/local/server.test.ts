import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './ports.ts';
import { repository } from './stack.ts';

/** What stands in for the build: its server, and a gateway that looks at upgrades no sooner than Socket.IO does. */
const build = `
import { createServer } from 'node:http';
export const server = { server: createServer((request, response) => response.end('here')) };
server.server.listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
globalThis[Symbol.for('lantern.display-gateway')] = async (http) => {
	http.on('upgrade', (request, socket) => setTimeout(() => socket.end(), 1000));
	return { close: async () => undefined };
};`;

test('a client that breaks off while it asks for a WebSocket does not end the app', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lantern-server-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	mkdirSync(join(folder, 'build'));
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	writeFileSync(join(folder, 'build', 'index.js'), build);
	cpSync(join(repository, 'server.js'), join(folder, 'server.js'));
	const port = await freePort();
	const server = spawn(process.execPath, ['server.js'], {
		cwd: folder,
		env: { ...process.env, PORT: String(port) },
		stdio: ['ignore', 'pipe', 'ignore']
	});
	onTestFinished(() => void server.kill('SIGKILL'));
	await new Promise((resolve) => server.stdout.once('data', resolve));

	for (let times = 0; times < 5; times++) {
		await new Promise<void>((resolve) => {
			const socket = connect(port, '127.0.0.1', () => {
				socket.write(
					'GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'
				);
				setTimeout(() => socket.resetAndDestroy(), 50);
			});
			socket.on('close', () => resolve());
		});
	}
	expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here');
});
