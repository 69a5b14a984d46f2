import { readerOf, type CodeLine, type Format } from './formats';

/** What became of the lines so far. */
export interface Progress {
	/** Of the file, 0 to 1. */
	part: number;
	added: number;
	changed: number;
	unchanged: number;
	refused: number;
}
type Counts = Omit<Progress, 'part'>;

/** As many lines as go in one request: about a second of the database's. */
const atOnce = 1000;

/**
 * Reads a file of codes and hands its lines on, some at a time and in order. A request that fails is for `send` to try
 * again: the same lines twice are the same.
 */
export async function importCodes(
	file: { chunks: AsyncIterable<Uint8Array>; size: number; format: Format },
	send: (lines: CodeLine[]) => Promise<Counts>,
	told: (progress: Progress) => void
): Promise<Progress> {
	const reader = readerOf(file.format);
	const decoder = new TextDecoder();
	const progress: Progress = { part: 0, added: 0, changed: 0, unchanged: 0, refused: 0 };
	let waiting: CodeLine[] = [];
	let read = 0;

	async function flush(least: number) {
		while (waiting.length > 0 && waiting.length >= least) {
			const counts = await send(waiting.slice(0, atOnce));
			waiting = waiting.slice(atOnce);
			for (const key of ['added', 'changed', 'unchanged', 'refused'] as const) {
				progress[key] += counts[key];
			}
			progress.part = Math.min(1, read / Math.max(1, file.size));
			told({ ...progress });
		}
	}

	for await (const chunk of file.chunks) {
		read += chunk.byteLength;
		waiting.push(...reader.read(decoder.decode(chunk, { stream: true })));
		await flush(atOnce);
	}
	waiting.push(...reader.read(decoder.decode()), ...reader.end());
	await flush(1);
	progress.part = 1;
	told({ ...progress });
	return progress;
}

/** The pieces of a file as a browser has it. */
export async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
	for (let from = 0; from < file.size; from += 262_144) {
		yield new Uint8Array(await file.slice(from, from + 262_144).arrayBuffer());
	}
}
