import { io, type Socket } from 'socket.io-client';
import {
	gatewayPath,
	refusals,
	withChanges,
	type DisplayBoard,
	type DisplayToServer,
	type Pulse,
	type ServerToDisplay
} from './protocol';

/** Milliseconds. */
const times = {
	/** A moment of connecting is no news; a connection that does not come is. */
	patience: 5000,
	/** Between attempts to come back, at most: a ward must not wait for its screen. */
	comeback: 1000
};

/** Since when what is shown may be believed, or until when it could. */
export interface Since {
	live: boolean;
	/** By the hospital's clock (ms). */
	at: number;
}

/** A display's line to the gateway: what it shows, and how far that may be believed. */
export class DisplayLink {
	#board = $state.raw<DisplayBoard>();
	#since = $state.raw<Since>();
	#revoked = $state(false);
	#changedAt = 0;
	#version = '';
	#connected = false;
	#heard = false;
	/** How much the hospital's clock is ahead of this screen's (ms). */
	#ahead = $state(0);

	get board() {
		return this.#board;
	}
	get since() {
		return this.#since;
	}
	get revoked() {
		return this.#revoked;
	}

	/** The hospital's time (ms): a television's own clock is often wrong. */
	now(here = Date.now()): number {
		return here + this.#ahead;
	}

	/** Milliseconds in which nothing on the screen has changed. */
	idleFor(): number {
		return Date.now() - this.#changedAt;
	}

	/** Connects, and goes on trying for as long as it takes. The function it returns ends it. */
	follow(token: string): () => void {
		let retry: ReturnType<typeof setTimeout> | undefined;
		const socket: Socket<ServerToDisplay, DisplayToServer> = io({
			path: gatewayPath,
			// Polling first: where WebSockets are swallowed in silence, the other order would wait for ever.
			transports: ['polling', 'websocket'],
			reconnectionDelay: 200,
			reconnectionDelayMax: times.comeback,
			timeout: 8000,
			auth: (tell) => tell({ token, version: this.#version })
		});
		const late = setTimeout(() => {
			this.#since ??= { live: false, at: this.now() - times.patience };
		}, times.patience);

		socket.on('board', ({ version, board, ...pulse }) => this.#show(version, board, pulse));
		socket.on('change', ({ from, version, beds, ...pulse }) => {
			// What was said while away is said again at the return, and by then known.
			if (version === this.#version) return this.#feel(pulse);
			if (from === this.#version && this.#board) {
				this.#show(version, withChanges(this.#board, beds), pulse);
			} else {
				socket.emit('resync');
			}
		});
		socket.on('pulse', (pulse) => this.#feel(pulse));
		socket.on('revoked', () => this.#end(socket));
		socket.on('connect', () => (this.#connected = true));
		socket.on('disconnect', () => {
			this.#connected = false;
			this.#judge();
		});
		socket.on('connect_error', ({ message }) => {
			if (message === refusals.revoked) return this.#end(socket);
			// Refused by the gateway itself, the client does not try again by itself.
			if (!socket.active) retry = setTimeout(() => socket.connect(), times.comeback);
		});

		return () => {
			clearTimeout(late);
			clearTimeout(retry);
			socket.disconnect();
		};
	}

	#show(version: string, board: DisplayBoard, pulse: Pulse): void {
		this.#version = version;
		this.#board = board;
		this.#changedAt = Date.now();
		this.#feel(pulse);
	}

	#feel({ live, now }: Pulse): void {
		this.#ahead = now - Date.now();
		this.#heard = live;
		this.#judge();
	}

	#judge(): void {
		const live = this.#connected && this.#heard;
		if (this.#since?.live === live || (!this.#since && !live)) return;
		this.#since = { live, at: this.now() };
	}

	#end(socket: Socket): void {
		this.#revoked = true;
		this.#board = undefined;
		socket.disconnect();
	}
}
