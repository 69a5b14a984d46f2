import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { ListenersOrder } from './listeners.ts';

const now = () => performance.timeOrigin + performance.now();

/** Sockets in a process of their own that note when each message arrived. */
export interface Listeners {
	/** Milliseconds from `sent.get(id)` to each arrival; `lost` counts arrivals that never came. */
	delays(sent: Map<string, number>): Promise<{ delays: number[]; lost: number }>;
	/** Milliseconds from `since` until each socket that was killed had joined again. */
	rejoined(since: number): Promise<number[]>;
	close(): void;
}

export async function listen(order: ListenersOrder): Promise<Listeners> {
	const child: ChildProcess = fork(fileURLToPath(new URL('./listeners.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx']
	});
	const failed = once(child, 'exit').then(() => {
		throw new Error('The listeners ended before they were ready');
	});
	child.send(order);
	await Promise.race([once(child, 'message'), failed]);
	failed.catch(() => {});

	async function report() {
		const answer = once(child, 'message');
		child.send({ type: 'report' });
		const [said] = (await answer) as [{ arrivals: [string, number][]; rejoined: number[] }];
		return said;
	}

	return {
		async delays(sent) {
			const { arrivals } = await report();
			const known = arrivals.filter(([id]) => sent.has(id));
			return {
				delays: known.map(([id, at]) => at - (sent.get(id) ?? at)),
				lost: sent.size * order.count - known.length
			};
		},
		async rejoined(since) {
			const { rejoined } = await report();
			return rejoined.map((at) => at - since);
		},
		close: () => child.kill()
	};
}

/** The yardstick: a server that does nothing but send each frame to everyone. */
export async function bareServer(): Promise<{
	url: string;
	send(frame: Buffer): void;
	close(): void;
}> {
	const http = createServer();
	const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	return {
		url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
		send: (frame) => sockets.clients.forEach((socket) => socket.send(frame)),
		close: () => {
			sockets.clients.forEach((socket) => socket.terminate());
			sockets.close();
			http.close();
		}
	};
}

/** A broadcast frame of the realtime protocol with the same payload the database would send. */
export function frameOf(topic: string, event: string, payload: object): Buffer {
	const parts = [`realtime:${topic}`, event, ''].map((part) => Buffer.from(part));
	return Buffer.concat([
		Buffer.from([4, ...parts.map(({ length }) => length), 1]),
		...parts,
		Buffer.from(JSON.stringify(payload))
	]);
}

/** Sends `messages` messages with a pause between, noting when each left. */
export async function sendPaced(
	messages: number,
	pause: number,
	send: (id: string) => Promise<void> | void
): Promise<Map<string, number>> {
	const sent = new Map<string, number>();
	for (let message = 0; message < messages; message++) {
		const id = String(message);
		sent.set(id, now());
		await send(id);
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
	await new Promise((resolve) => setTimeout(resolve, 1000));
	return sent;
}
