import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { tooLarge } from './errors.ts';

/** A file that was received whole and is not yet anybody's. */
export interface ReceivedFile {
	/** Under which it will be kept; `storage.objects.version`. */
	version: string;
	size: number;
	/** MD5 in quotes, as HTTP wants it. */
	eTag: string;
	/** Moves it to where downloads find it. */
	keep(): Promise<void>;
	discard(): Promise<void>;
}

/**
 * Files by version. What a file is called, and who may read it, is in storage.objects: here, a
 * move is nothing, and an upload that replaces a file does not disturb those who are reading it.
 */
export class Files {
	readonly #kept: string;
	readonly #incoming: string;

	constructor(directory: string) {
		this.#kept = join(directory, 'files');
		this.#incoming = join(directory, 'incoming');
	}

	/** Writes what comes to a place of its own. Throws, and leaves nothing, past `limit` bytes. */
	async receive(source: Readable, limit: number): Promise<ReceivedFile> {
		await mkdir(this.#incoming, { recursive: true });
		const version = randomUUID();
		const temporary = join(this.#incoming, version);
		const discard = () => rm(temporary, { force: true });

		const hash = createHash('md5');
		let size = 0;
		const measure = new Transform({
			transform(chunk: Buffer, _encoding, done) {
				size += chunk.length;
				if (size > limit) return done(tooLarge());
				hash.update(chunk);
				done(null, chunk);
			}
		});
		try {
			// The source may be a request, which must survive to be answered when this fails.
			const chunks = source.iterator({ destroyOnReturn: false });
			const target = createWriteStream(temporary, { mode: 0o600, flush: true });
			await pipeline(chunks, measure, target);
		} catch (error) {
			await discard();
			throw error;
		}
		return {
			version,
			size,
			eTag: `"${hash.digest('hex')}"`,
			keep: async () => rename(temporary, await this.#place(version)),
			discard
		};
	}

	/** Another file with the same content; gives back its version. */
	async copy(version: string): Promise<string> {
		const copy = randomUUID();
		await copyFile(this.#path(version), await this.#place(copy));
		return copy;
	}

	/** Opens a file for reading `start` to `end`, both included. Undefined if it is gone. */
	async read(version: string, start: number, end: number): Promise<ReadStream | undefined> {
		try {
			const handle = await open(this.#path(version));
			return createReadStream('', { fd: handle, start, end });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
	}

	async remove(versions: (string | null)[]): Promise<void> {
		for (const version of versions) {
			if (version) await rm(this.#path(version), { force: true });
		}
	}

	/**
	 * Removes what crashes and deleted rows have left behind: half-received files, and files from
	 * before `startedAt` that no object refers to. Gives back how many.
	 */
	async removeOrphans(isReferred: (version: string) => boolean, startedAt: Date): Promise<number> {
		let removed = 0;
		for (const folder of [this.#incoming, ...(await this.#folders())]) {
			for (const name of await entries(folder)) {
				const path = join(folder, name);
				const { mtime } = await stat(path);
				if (mtime >= startedAt || (folder !== this.#incoming && isReferred(name))) continue;
				await rm(path, { force: true });
				removed++;
			}
		}
		return removed;
	}

	async #folders(): Promise<string[]> {
		return (await entries(this.#kept)).map((name) => join(this.#kept, name));
	}

	async #place(version: string): Promise<string> {
		const path = this.#path(version);
		await mkdir(join(path, '..'), { recursive: true });
		return path;
	}

	#path(version: string): string {
		// Folders of a two-letter name, so that none grows too long.
		return join(this.#kept, version.slice(0, 2), version);
	}
}

async function entries(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
