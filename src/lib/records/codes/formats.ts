import { CsvReader } from './csv';

/** The files of codes that can be read. */
export const formats = ['generic', 'icd10cm_order', 'icd_tabulation', 'loinc'] as const;
export type Format = (typeof formats)[number];

/** A line as `import_codes` takes it: a code, or why there is none. */
export interface CodeLine {
	line: number;
	code?: string;
	display?: string;
	display_es?: string;
	parent?: string;
	billable?: boolean;
	synonyms?: string[];
	valid_from?: string;
	valid_until?: string;
	why?: Refused;
}
/** Why a line is refused, here or by the database. */
export type Refused =
	'line' | 'columns' | 'code' | 'display' | 'too_much' | 'date' | 'twice' | 'deprecated';

/** Reads a file as it comes. */
export interface CodeReader {
	read(text: string): CodeLine[];
	end(): CodeLine[];
}

type Row = (column: string) => string;
/** What a line of a table says; null for one that is no code and is meant to be none. */
type ReadRow = (row: Row, line: number) => CodeLine | null;

/** A table whose first line names its columns. */
class TableReader implements CodeReader {
	readonly #csv = new CsvReader();
	readonly #needed: readonly string[];
	readonly #readRow: ReadRow;
	#head: string[] | null = null;
	#unfit = false;

	constructor(needed: readonly string[], readRow: ReadRow) {
		this.#needed = needed;
		this.#readRow = readRow;
	}

	read = (text: string) => this.#lines(this.#csv.read(text));
	end = () => this.#lines(this.#csv.end());

	#lines(rows: { line: number; fields: string[] }[]): CodeLine[] {
		const lines: CodeLine[] = [];
		for (const { line, fields } of rows) {
			if (this.#unfit) continue;
			if (!this.#head) {
				this.#head = fields.map((field) => field.toLowerCase());
				this.#unfit = !this.#needed.every((name) => this.#head?.includes(name));
				if (this.#unfit) lines.push({ line, why: 'columns' });
				continue;
			}
			const head = this.#head;
			const read = this.#readRow((column) => fields[head.indexOf(column)] ?? '', line);
			if (read) lines.push(read);
		}
		return lines;
	}
}

const yes = (text: string) => !/^(0|n|no|false|f)$/i.test(text);
const listed = (text: string, by: string, most = 40) =>
	text
		.split(by)
		.map((part) => part.trim())
		.filter(Boolean)
		.slice(0, most);

const generic: ReadRow = (row, line) => ({
	line,
	code: row('code'),
	display: row('display'),
	display_es: row('display_es') || undefined,
	parent: row('parent') || undefined,
	billable: yes(row('billable')),
	synonyms: listed(row('synonyms'), '|'),
	valid_from: row('valid_from') || undefined,
	valid_until: row('valid_until') || undefined
});

/** LOINC's own table (Loinc.csv). */
const loinc: ReadRow = (row, line) => {
	const code = row('loinc_num');
	if (row('status').toUpperCase() === 'DEPRECATED') return { line, code, why: 'deprecated' };
	return {
		line,
		code,
		display: row('long_common_name') || row('shortname') || row('component'),
		billable: true,
		synonyms: [row('shortname'), ...listed(row('relatednames2'), ';', 39)].filter(Boolean)
	};
};

/** The simple tabulation of ICD-10 and ICD-11: chapters and blocks have no code, dashes stand for the depth. */
function tabulation(): ReadRow {
	const above: string[] = [];
	return (row, line) => {
		const code = row('code');
		if (!code) return null;
		const depth = Number(row('depthinkind')) || 1;
		above.length = Math.max(0, depth - 1);
		const parent = above.filter(Boolean).at(-1);
		above[depth - 1] = code;
		const leaf = row('isleaf');
		return {
			line,
			code,
			display: row('title').replace(/^[-\s]+/, ''),
			parent,
			billable: leaf === '' || yes(leaf)
		};
	};
}

/** An ICD-10-CM code with its point: files have it without. */
const pointed = (code: string) => (code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code);

/** The order file of CMS (icd10cm_order_<year>.txt): columns of fixed width, a heading where the fifth is 0. */
class OrderReader implements CodeReader {
	#rest = '';
	#line = 0;
	/** The headings above, the widest first. */
	#above: string[] = [];

	read(text: string): CodeLine[] {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		return lines.flatMap((line) => this.#read(line));
	}

	end(): CodeLine[] {
		const rest = this.#rest;
		this.#rest = '';
		return this.#read(rest);
	}

	#read(text: string): CodeLine[] {
		this.#line += 1;
		const line = this.#line;
		const plain = text.replace(/[\r\ufeff]/g, '');
		if (plain.trim() === '') return [];
		const [, code = '', billable, short = '', long = ''] =
			/^\d{5} ([A-Z0-9]{3,7}) *([01]) (.{0,60}) ?(.*)$/.exec(plain) ?? [];
		if (!code) return [{ line, why: 'line' }];
		this.#above = this.#above.filter((above) => code.startsWith(above) && code !== above);
		const parent = this.#above.at(-1);
		this.#above.push(code);
		return [
			{
				line,
				code: pointed(code),
				display: long.trim() || short.trim(),
				parent: parent && pointed(parent),
				billable: billable === '1'
			}
		];
	}
}

const readers: Record<Format, () => CodeReader> = {
	generic: () => new TableReader(['code', 'display'], generic),
	icd10cm_order: () => new OrderReader(),
	icd_tabulation: () => new TableReader(['code', 'title'], tabulation()),
	loinc: () => new TableReader(['loinc_num', 'long_common_name'], loinc)
};
export const readerOf = (format: Format): CodeReader => readers[format]();
