import type { IncomingMessage } from 'node:http';

/** What one network address may do. A hospital's displays may all come from one, behind its router. */
export interface Limits {
	connections: number;
	/** Unknown tokens a minute; whoever sends more is not asked for another. */
	wrongTokens: number;
}

export const defaultLimits: Limits = { connections: 2000, wrongTokens: 60 };

export interface Proxy {
	/** The header that names the visitor's address, as for adapter-node; empty without a proxy. */
	addressHeader: string;
	/** How many proxies have added to `x-forwarded-for`. */
	depth: number;
}

/** Who is asking, as the app itself finds out. */
export function addressOf(request: IncomingMessage, { addressHeader, depth }: Proxy): string {
	const header = addressHeader && request.headers[addressHeader.toLowerCase()];
	if (header) {
		const addresses = String(header).split(',');
		const told = addressHeader.toLowerCase() === 'x-forwarded-for' ? addresses.at(-depth) : header;
		if (told) return String(told).trim();
	}
	return request.socket.remoteAddress ?? '';
}

/**
 * Whether a browser's page may connect: one of ours. The token decides what is shown; this keeps other
 * sites from opening connections in people's browsers. Programs send no origin.
 */
export function sameOrigin(request: IncomingMessage, origin: string, hostHeader: string): boolean {
	const { origin: asked } = request.headers;
	if (!asked) return true;
	if (!URL.canParse(asked)) return false;
	const host = request.headers[hostHeader.toLowerCase()] ?? request.headers.host;
	return new URL(asked).host === (origin ? new URL(origin).host : host);
}

const minute = 60_000;

/** Connections and wrong tokens by address. */
export class Addresses {
	readonly #limits: Limits;
	readonly #open = new Map<string, number>();
	readonly #wrong = new Map<string, { count: number; until: number }>();

	constructor(limits: Limits) {
		this.#limits = limits;
	}

	admits(address: string): boolean {
		const wrong = this.#wrong.get(address);
		if (wrong && wrong.until > Date.now() && wrong.count >= this.#limits.wrongTokens) return false;
		return (this.#open.get(address) ?? 0) < this.#limits.connections;
	}

	/** Counts a connection; the function it returns ends it. */
	open(address: string): () => void {
		this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
		let closed = false;
		return () => {
			if (closed) return;
			closed = true;
			const left = (this.#open.get(address) ?? 1) - 1;
			if (left > 0) this.#open.set(address, left);
			else this.#open.delete(address);
		};
	}

	sentWrongToken(address: string): void {
		const now = Date.now();
		const wrong = this.#wrong.get(address);
		if (wrong && wrong.until > now) wrong.count += 1;
		else this.#wrong.set(address, { count: 1, until: now + minute });
		// Nobody's list of addresses grows for ever.
		if (this.#wrong.size > 10_000) {
			for (const [known, { until }] of this.#wrong) if (until <= now) this.#wrong.delete(known);
		}
	}
}
