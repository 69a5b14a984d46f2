import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Channel } from './channel.ts';
import { encodeMessage, type Message, type Version } from './protocol.ts';

/** Bytes waiting for one slow client; beyond this it is dropped, and rejoins when it can. */
const longestBacklog = 4 * 1024 * 1024;

/** One client's WebSocket and the channels it has joined over it. */
export class Connection {
	readonly version: Version;
	/** The role token of the API key it connected with; channels may bring better ones. */
	readonly token: string;
	readonly headers: IncomingHttpHeaders;
	/** By the protocol's topic, `realtime:<name>`. */
	readonly channels = new Map<string, Channel>();
	/** Whether anything was heard since it was last asked. */
	heard = true;
	readonly #webSocket: WebSocket;
	readonly #socket: Duplex;
	#work: Promise<void> = Promise.resolve();
	#waiting = 0;

	constructor(
		webSocket: WebSocket,
		socket: Duplex,
		client: { version: Version; token: string; headers: IncomingHttpHeaders }
	) {
		this.#webSocket = webSocket;
		this.#socket = socket;
		this.version = client.version;
		this.token = client.token;
		this.headers = client.headers;
	}

	get open(): boolean {
		return this.#webSocket.readyState === this.#webSocket.OPEN;
	}

	/** True while no queued work could be overtaken. */
	get idle(): boolean {
		return this.#waiting === 0;
	}

	/**
	 * Does asynchronous work (asking policies) in the order the messages came. Work that fails does
	 * not keep what follows from being done.
	 */
	enqueue(work: () => Promise<void>, onError: (error: unknown) => void): void {
		this.#waiting++;
		this.#work = this.#work
			.then(work)
			.catch(onError)
			.finally(() => {
				this.#waiting--;
			});
	}

	send(message: Omit<Message, 'broadcast'>): void {
		if (this.#ready()) this.#webSocket.send(encodeMessage(this.version, message));
	}

	/** Answers `message` in the protocol's way. */
	reply(message: Message, status: 'ok' | 'error', response: unknown = {}): void {
		const { joinRef, ref, topic } = message;
		this.send({ joinRef, ref, topic, event: 'phx_reply', payload: { status, response } });
	}

	/**
	 * Writes a ready frame past the WebSocket library, which would build a new one for every
	 * subscriber. The two do not get in each other's way: without compression the library writes
	 * each of its frames whole and at once.
	 */
	writeFrame(frame: Buffer): void {
		if (this.#ready()) this.#socket.write(frame);
	}

	/** Ends the connection in a way that makes clients connect again. */
	close(code: number, reason: string): void {
		this.#webSocket.close(code, reason);
	}

	/** Cuts the connection without a word, as a broken network does. */
	drop(): void {
		this.#webSocket.terminate();
	}

	#ready(): boolean {
		if (!this.open) return false;
		if (this.#socket.writableLength <= longestBacklog) return true;
		this.drop();
		return false;
	}
}
