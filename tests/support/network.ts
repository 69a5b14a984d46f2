import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A network between a client and a server that a test can break: it carries requests and WebSockets to
 * `target`, counts what asks to join a live channel, and can refuse everything, or WebSockets only.
 */
export class Network {
	/** Joins of live channels by topic. */
	readonly joins = new Map<string, number>();
	/** Requests by path, without their query. */
	readonly requests = new Map<string, number>();
	#target: URL;
	#down = false;
	#noWebSockets = false;
	readonly #open = new Set<Duplex>();
	readonly #server: Server;

	private constructor(target: string) {
		this.#target = new URL(target);
		this.#server = createServer((request, response) => {
			const path = (request.url ?? '').split('?')[0] ?? '';
			this.requests.set(path, (this.requests.get(path) ?? 0) + 1);
			const onward = httpRequest(
				{
					host: this.#target.hostname,
					port: this.#target.port,
					path: request.url,
					method: request.method,
					headers: request.headers
				},
				(answer) => {
					response.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(response);
				}
			);
			onward.on('error', () => response.destroy());
			response.on('close', () => onward.destroy());
			request.pipe(onward);
		});
		this.#server.on('connection', (socket: Socket) => {
			if (this.#down) return void socket.destroy();
			this.#keep(socket);
		});
		this.#server.on('upgrade', (request, socket, head) => {
			socket.on('error', () => socket.destroy());
			if (this.#noWebSockets) return void socket.destroy();
			const onward = connect(Number(this.#target.port), this.#target.hostname);
			this.#keep(onward);
			const lines = [`${request.method} ${request.url} HTTP/1.1`];
			for (let at = 0; at < request.rawHeaders.length; at += 2) {
				lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
			}
			onward.write(`${lines.join('\r\n')}\r\n\r\n`);
			onward.write(head);
			socket.on('data', (chunk: Buffer) => this.#look(chunk));
			socket.pipe(onward).pipe(socket);
			onward.on('close', () => socket.destroy());
			socket.on('close', () => onward.destroy());
		});
	}

	/** @param target address of the server, which may be another one later: see `lead` */
	static async to(target: string): Promise<Network> {
		const network = new Network(target);
		await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
		return network;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** From now on leads to another server; what is open stays with the old one. */
	lead(target: string): void {
		this.#target = new URL(target);
	}

	/** Everything breaks off, and nothing gets through until `repair`. */
	cut(): void {
		this.#down = true;
		this.drop();
	}

	/** What is open breaks off. */
	drop(): void {
		for (const socket of this.#open) socket.destroy();
	}

	repair(): void {
		this.#down = false;
		this.#noWebSockets = false;
	}

	/** As some hospitals' proxies do. */
	refuseWebSockets(): void {
		this.#noWebSockets = true;
		this.drop();
	}

	close(): void {
		this.drop();
		this.#server.close();
	}

	#keep(socket: Duplex): void {
		this.#open.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => this.#open.delete(socket));
	}

	/** Frames from a client are masked; a join is short enough to come in one. */
	#look(chunk: Buffer): void {
		for (const text of unmasked(chunk)) {
			const topic = /"realtime:([^"]+)","phx_join"/.exec(text)?.[1];
			if (topic) this.joins.set(topic, (this.joins.get(topic) ?? 0) + 1);
		}
	}
}

/** The texts of the WebSocket frames in a chunk that came from a client. */
function* unmasked(chunk: Buffer): Generator<string> {
	let at = 0;
	while (at + 6 <= chunk.length) {
		let length = (chunk[at + 1] ?? 0) & 0x7f;
		let start = at + 2;
		if (length === 126) {
			length = chunk.readUInt16BE(start);
			start += 2;
		} else if (length === 127) return;
		const mask = chunk.subarray(start, start + 4);
		const masked = chunk.subarray(start + 4, start + 4 + length);
		const body = Buffer.from(masked.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
		yield body.toString();
		at = start + 4 + length;
	}
}
