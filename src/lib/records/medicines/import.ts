import { CsvReader } from '../codes/csv';

/** A line as `import_rules` takes it: two substances, or why it is none. */
export interface RuleLine {
	line: number;
	a?: string;
	b?: string;
	severity?: string;
	text?: string;
	text_es?: string;
	why?: 'columns' | 'line';
}

/** What became of the lines so far; `part` of the file, 0 to 1. */
export interface Progress {
	part: number;
	added: number;
	changed: number;
	unchanged: number;
	kept: number;
	refused: number;
}
export type Counts = Omit<Progress, 'part'>;
export const noCounts: Counts = { added: 0, changed: 0, unchanged: 0, kept: 0, refused: 0 };

const columns = {
	a: ['a', 'substance_a', 'substance_1', 'substance1', 'drug_a', 'drug_1', 'substance'],
	b: ['b', 'substance_b', 'substance_2', 'substance2', 'drug_b', 'drug_2', 'substance'],
	severity: ['severity', 'level'],
	text: ['text', 'description'],
	text_es: ['text_es', 'texto', 'descripcion']
} as const;

/** Reads a table of interactions whose first line names its columns: two substances, severity, text, and text in Spanish. */
export class RuleReader {
	readonly #csv = new CsvReader();
	#at: Record<keyof typeof columns, number> | null = null;
	#unfit = false;

	read = (text: string) => this.#lines(this.#csv.read(text));
	end = () => this.#lines(this.#csv.end());

	#lines(rows: { line: number; fields: string[] }[]): RuleLine[] {
		const lines: RuleLine[] = [];
		for (const { line, fields } of rows) {
			if (this.#unfit) continue;
			const at = this.#at;
			if (!at) {
				const head = fields.map((field) => field.toLowerCase().replaceAll(' ', '_'));
				// Two columns of one name are the two sides.
				const place = (names: readonly string[], last = false) => {
					const name = names.find((known) => head.includes(known)) ?? '';
					return last ? head.lastIndexOf(name) : head.indexOf(name);
				};
				this.#at = {
					a: place(columns.a),
					b: place(columns.b, true),
					severity: place(columns.severity),
					text: place(columns.text),
					text_es: place(columns.text_es)
				};
				const { a, b, severity, text } = this.#at;
				this.#unfit = Math.min(a, b, severity, text) < 0 || a === b;
				if (this.#unfit) lines.push({ line, why: 'columns' });
				continue;
			}
			const given = (column: keyof typeof columns) => fields[at[column]] || undefined;
			lines.push({
				line,
				a: given('a'),
				b: given('b'),
				severity: given('severity'),
				text: given('text'),
				text_es: given('text_es')
			});
		}
		return lines;
	}
}

/** As many lines as go in one request. */
const atOnce = 500;

/** Reads a file and hands its lines on, some at a time and in order. A request that fails is for `send` to try again. */
export async function importRules(
	file: { chunks: AsyncIterable<Uint8Array>; size: number },
	send: (lines: RuleLine[]) => Promise<Counts>,
	told: (progress: Progress) => void
): Promise<Progress> {
	const reader = new RuleReader();
	const decoder = new TextDecoder();
	const progress: Progress = { part: 0, ...noCounts };
	let waiting: RuleLine[] = [];
	let read = 0;

	async function flush(least: number) {
		while (waiting.length > 0 && waiting.length >= least) {
			const counts = await send(waiting.slice(0, atOnce));
			waiting = waiting.slice(atOnce);
			for (const key of ['added', 'changed', 'unchanged', 'kept', 'refused'] as const) {
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
