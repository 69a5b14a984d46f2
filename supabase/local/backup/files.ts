import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Frame } from './archive.ts';

/** A file of storage: what `storage.objects` says of it. */
export interface StoredFile {
	bucket: string;
	name: string;
	version: string;
}

/** Where files are read from. Undefined: it is gone. */
export interface FileSource {
	read(file: StoredFile): Promise<AsyncIterable<Buffer> | undefined>;
	close(): Promise<void>;
}

export const pathOf = (directory: string, version: string) =>
	join(directory, 'files', version.slice(0, 2), version);

/**
 * The files of an embedded stack. Each gets a second name first, so that what is deleted or replaced while the backup
 * is made is still there: whatever the database knows at the moment it begins was in place before.
 */
export async function filesOnDisk(directory: string): Promise<FileSource> {
	if (!existsSync(join(directory, 'files'))) {
		return { read: () => Promise.resolve(undefined), close: () => Promise.resolve() };
	}
	const held = await mkdtemp(join(directory, 'held-'));
	for (const folder of await readdir(join(directory, 'files'))) {
		await mkdir(join(held, 'files', folder), { recursive: true });
		for (const name of await readdir(join(directory, 'files', folder))) {
			await link(join(directory, 'files', folder, name), join(held, 'files', folder, name)).catch(
				(error: NodeJS.ErrnoException) => {
					if (error.code !== 'ENOENT') throw error;
				}
			);
		}
	}
	return {
		read({ version }) {
			const path = [held, directory].map((place) => pathOf(place, version)).find(existsSync);
			return Promise.resolve(path === undefined ? undefined : createReadStream(path));
		},
		close: () => rm(held, { recursive: true, force: true })
	};
}

/** The files of a project elsewhere, by its API and its secret key. */
export function filesByApi(url: string, secretKey: string): FileSource {
	return {
		async read({ bucket, name }) {
			const path = [bucket, ...name.split('/')].map(encodeURIComponent).join('/');
			const answer = await fetch(`${url}/storage/v1/object/authenticated/${path}`, {
				headers: {
					apikey: secretKey,
					...(secretKey.startsWith('sb_') ? {} : { authorization: `Bearer ${secretKey}` })
				}
			});
			if (answer.ok && answer.body) return answer.body as unknown as AsyncIterable<Buffer>;
			if ([400, 404].includes(answer.status)) return undefined;
			throw new Error(`storage answered ${answer.status}`);
		},
		close: () => Promise.resolve()
	};
}

/** The files, each with its name, its bytes and their hash; of one that should be there and is not, that it is missing. */
export async function* readFiles(source: FileSource, files: StoredFile[]): AsyncGenerator<Frame> {
	for (const file of files) {
		const content = await source.read(file);
		if (!content) {
			// No reason to have no backup of all the others.
			yield { say: { missing: file.version } };
			continue;
		}
		yield { say: { file: file.version } };
		const hash = createHash('sha256');
		let size = 0;
		for await (const chunk of content) {
			const bytes = Buffer.from(chunk);
			hash.update(bytes);
			size += bytes.length;
			yield { bytes };
		}
		yield { say: { endFile: file.version, size, sha256: hash.digest('hex') } };
	}
}

/** Writes the files of a backup to where an embedded stack has them. */
export class FileWriter {
	readonly #directory: string;
	#open:
		| { hash: ReturnType<typeof createHash>; size: number; stream: NodeJS.WritableStream }
		| undefined;
	count = 0;

	constructor(directory: string) {
		this.#directory = directory;
	}

	async begin(version: string): Promise<void> {
		if (!/^[0-9a-zA-Z-]{2,80}$/.test(version)) throw new Error('a file has no name that could be');
		const path = pathOf(this.#directory, version);
		await mkdir(join(path, '..'), { recursive: true });
		this.#open = {
			hash: createHash('sha256'),
			size: 0,
			stream: createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true })
		};
	}

	async bytes(bytes: Buffer): Promise<void> {
		if (!this.#open) throw new Error('bytes of no file');
		this.#open.hash.update(bytes);
		this.#open.size += bytes.length;
		if (!this.#open.stream.write(bytes)) {
			await new Promise((resolve) => this.#open?.stream.once('drain', resolve));
		}
	}

	async end(version: string, size: number, sha256: string): Promise<void> {
		const open = this.#open;
		if (!open) throw new Error('the end of no file');
		await new Promise<void>((resolve, reject) => {
			open.stream.once('error', reject);
			(open.stream as unknown as Readable).once('close', resolve);
			open.stream.end();
		});
		if (open.size !== size || open.hash.digest('hex') !== sha256) {
			throw new Error(`the file ${version} is not as it was backed up`);
		}
		this.count += 1;
		this.#open = undefined;
	}
}
