import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';

/*
 * The file a backup is: a line of JSON that anybody may read, then pieces of AES-256-GCM. Each piece is bound to the
 * header, to its place and to whether it is the last, so that one that was changed, moved, left out or cut off is
 * refused and never half restored. Inside is gzip, and in it frames: what the backup says and the bytes of files.
 */

const pieceSize = 1 << 20;
const tagLength = 16;
/** No frame is longer, so that nothing of a damaged length is believed. */
const longestFrame = 64 << 20;

interface Header {
	lantern: 'backup';
	version: 1;
	/** Which key opens it: the beginning of its hash. */
	key: string;
	salt: string;
	made: string;
}

/** A part of a backup: something said in JSON, or bytes of the file that was named last. */
export type Frame = { say: unknown } | { bytes: Buffer };

/** What tells two keys apart, and gives neither away. */
export const keyMark = (key: Buffer) =>
	createHash('sha256').update('lantern backup key').update(key).digest('hex').slice(0, 16);

const pieceKey = (key: Buffer, header: Header) =>
	Buffer.from(hkdfSync('sha256', key, Buffer.from(header.salt, 'base64'), 'lantern backup', 32));

function nonceOf(piece: number, isLast: boolean): Buffer {
	const nonce = Buffer.alloc(12);
	nonce.writeUInt32BE(isLast ? 1 : 0, 0);
	nonce.writeBigUInt64BE(BigInt(piece), 4);
	return nonce;
}

/** Turns frames into the bytes of a backup; a stream to be piped into a file. */
export function encryptFrames(frames: AsyncIterable<Frame>, key: Buffer, made: Date) {
	const header: Header = {
		lantern: 'backup',
		version: 1,
		key: keyMark(key),
		salt: randomBytes(32).toString('base64'),
		made: made.toISOString()
	};
	const headerLine = Buffer.from(`${JSON.stringify(header)}\n`);
	const secret = pieceKey(key, header);
	let waiting: Buffer[] = [];
	let size = 0;
	let piece = 0;

	const sealed = (content: Buffer, isLast: boolean): Buffer => {
		const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(piece++, isLast));
		cipher.setAAD(headerLine);
		const hidden = Buffer.concat([cipher.update(content), cipher.final()]);
		const length = Buffer.alloc(4);
		length.writeUInt32BE(hidden.length);
		return Buffer.concat([length, hidden, cipher.getAuthTag()]);
	};
	const encrypt = new Transform({
		construct(done) {
			this.push(headerLine);
			done();
		},
		transform(chunk: Buffer, _encoding, done) {
			waiting.push(chunk);
			size += chunk.length;
			if (size > pieceSize) {
				const all = Buffer.concat(waiting);
				let from = 0;
				// At least a byte stays, so that there is a last piece.
				for (; all.length - from > pieceSize; from += pieceSize) {
					this.push(sealed(all.subarray(from, from + pieceSize), false));
				}
				waiting = [all.subarray(from)];
				size = all.length - from;
			}
			done();
		},
		flush(done) {
			this.push(sealed(Buffer.concat(waiting), true));
			done();
		}
	});
	return [framed(frames), createGzip({ level: 1 }), encrypt] as const;
}

async function* framed(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
	for await (const frame of frames) {
		const body = 'bytes' in frame ? frame.bytes : Buffer.from(JSON.stringify(frame.say));
		if (body.length > longestFrame) throw new Error('a part of the backup is too long');
		const head = Buffer.alloc(5);
		head.writeUInt8('bytes' in frame ? 1 : 0, 0);
		head.writeUInt32BE(body.length, 1);
		yield Buffer.concat([head, body]);
	}
}

export class WrongKey extends Error {}
export class Damaged extends Error {}

/** The frames of a backup, one after the other. @throws WrongKey, Damaged */
export async function* readFrames(file: string, key: Buffer): AsyncGenerator<Frame> {
	const inflated = createGunzip();
	const feeding = (async () => {
		try {
			for await (const piece of decrypted(file, key)) {
				if (!inflated.write(piece)) await new Promise((done) => inflated.once('drain', done));
			}
			inflated.end();
		} catch (error) {
			inflated.destroy(error as Error);
		}
	})();
	const reader = new Pieces(inflated);
	for (;;) {
		const head = await reader.take(5, true);
		if (head === undefined) break;
		const length = head.readUInt32BE(1);
		if (length > longestFrame) throw new Damaged('a part of it has no length that could be');
		const body = (await reader.take(length)) ?? Buffer.alloc(0);
		yield head.readUInt8(0) === 1
			? { bytes: body }
			: { say: JSON.parse(body.toString()) as unknown };
	}
	await feeding;
}

/** What the header of a file says, if it is a backup. */
export async function headerOf(file: string): Promise<Header> {
	const line = await new Pieces(createReadStream(file, { end: 4096 })).line();
	return parseHeader(line);
}

function parseHeader(line: Buffer): Header {
	try {
		const header = JSON.parse(line.toString()) as Partial<Header>;
		if (header.lantern === 'backup' && header.version === 1) return header as Header;
	} catch {
		// Said below.
	}
	throw new Damaged('it is not a backup of Lantern, or of a newer version');
}

async function* decrypted(file: string, key: Buffer): AsyncGenerator<Buffer> {
	const source = new Pieces(createReadStream(file, { highWaterMark: pieceSize }));
	const headerLine = await source.line();
	const header = parseHeader(headerLine);
	if (header.key !== keyMark(key)) {
		throw new WrongKey(
			`it was made with another key: one whose mark is ${header.key}, not ${keyMark(key)}`
		);
	}
	const secret = pieceKey(key, header);
	for (let piece = 0; ; piece++) {
		const length = (await source.take(4))?.readUInt32BE(0) ?? 0;
		if (length > pieceSize) throw new Damaged('a piece of it has no length that could be');
		const hidden = (await source.take(length)) ?? Buffer.alloc(0);
		const tag = (await source.take(tagLength)) ?? Buffer.alloc(0);
		const isLast = await source.ended();
		const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(piece, isLast));
		decipher.setAAD(headerLine);
		decipher.setAuthTag(tag);
		try {
			yield Buffer.concat([decipher.update(hidden), decipher.final()]);
		} catch {
			throw new Damaged(`piece ${piece + 1} was changed, or what followed it is missing`);
		}
		if (isLast) return;
	}
}

/** Reads a stream in pieces of a wanted length. */
class Pieces {
	readonly #chunks: AsyncIterator<Buffer>;
	#held: Buffer = Buffer.alloc(0);
	#done = false;

	constructor(source: AsyncIterable<Buffer>) {
		this.#chunks = source[Symbol.asyncIterator]();
	}

	async #more(): Promise<boolean> {
		const { value, done } = await this.#chunks.next();
		this.#done = done === true;
		if (value) this.#held = Buffer.concat([this.#held, value]);
		return !this.#done;
	}

	/** Exactly so many bytes; undefined at the end, if there may be one here. */
	async take(length: number, mayEnd = false): Promise<Buffer | undefined> {
		const parts: Buffer[] = [];
		let missing = length;
		for (;;) {
			const part = this.#held.subarray(0, missing);
			this.#held = this.#held.subarray(part.length);
			if (part.length > 0) parts.push(part);
			missing -= part.length;
			if (missing === 0) return Buffer.concat(parts);
			if (!(await this.#more())) {
				if (mayEnd && missing === length) return undefined;
				throw new Damaged('its end is missing');
			}
		}
	}

	async ended(): Promise<boolean> {
		while (this.#held.length === 0) if (!(await this.#more())) return true;
		return false;
	}

	async line(): Promise<Buffer> {
		for (;;) {
			const at = this.#held.indexOf(10);
			if (at >= 0) {
				const line = this.#held.subarray(0, at + 1);
				this.#held = this.#held.subarray(at + 1);
				return line;
			}
			if (this.#held.length > 4096 || !(await this.#more()))
				throw new Damaged('it is not a backup of Lantern');
		}
	}
}
