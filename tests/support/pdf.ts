import { inflateSync } from 'node:zlib';

/** What there is in a PDF, read back without the library that wrote it. */
export interface ReadPdf {
	/** Texts by page, lines with a line break between. */
	pages: string[];
	title: string;
	language: string;
	/** Every name that makes a reader do something: actions, scripts, links, forms, embedded files. */
	actions: string[];
}

const active =
	/\/(?:JS|JavaScript|AA|OpenAction|URI|Launch|GoToR|GoToE|SubmitForm|ImportData|AcroForm|Annots?|RichMedia|EmbeddedFiles?|XFA)\b/g;

interface PdfObject {
	/** All but the stream. */
	head: string;
	stream: string | null;
}

function objectsOf(bytes: Uint8Array): Map<string, PdfObject> {
	// One letter a byte: offsets stay what they are.
	const text = Buffer.from(bytes).toString('latin1');
	const objects = new Map<string, PdfObject>();
	for (const [, number = '', body = ''] of text.matchAll(
		/(?:^|\n)(\d+) 0 obj\r?\n([\s\S]*?)\r?\nendobj/g
	)) {
		const at = body.indexOf('stream\n');
		if (at < 0) {
			objects.set(number, { head: body, stream: null });
			continue;
		}
		const head = body.slice(0, at);
		const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
		const raw = Buffer.from(body.slice(at + 7, at + 7 + length), 'latin1');
		const packed = head.includes('/FlateDecode');
		objects.set(number, { head, stream: (packed ? inflateSync(raw) : raw).toString('latin1') });
	}
	return objects;
}

/** What the codes of each font stand for, by the name pages use for it. */
function fontsOf(objects: Map<string, PdfObject>): Map<string, Map<string, string>> {
	const fonts = new Map<string, Map<string, string>>();
	for (const { head } of objects.values()) {
		for (const [, name = '', reference = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
			const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(reference)?.head ?? '')?.[1] ?? '';
			const letters = new Map<string, string>();
			for (const [, code = '', letter = ''] of (objects.get(unicode)?.stream ?? '').matchAll(
				/<([0-9a-f]{4})><([0-9a-f]{4})>/gi
			)) {
				letters.set(code.toLowerCase(), String.fromCharCode(parseInt(letter, 16)));
			}
			fonts.set(name, letters);
		}
	}
	return fonts;
}

function textOf(content: string, fonts: Map<string, Map<string, string>>): string {
	let letters = new Map<string, string>();
	const lines: string[] = [];
	for (const [, font, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)> Tj/gi)) {
		if (font) letters = fonts.get(font) ?? new Map<string, string>();
		if (hex) {
			lines.push(
				(hex.match(/.{4}/g) ?? []).map((code) => letters.get(code.toLowerCase()) ?? '?').join('')
			);
		}
	}
	return lines.join('\n');
}

/** A string of the PDF's dictionaries: escaped bytes, UTF-16 when it begins with the mark. */
function stringOf(escaped: string): string {
	const bytes = Buffer.from(escaped.replace(/\\([\\()])/g, '$1'), 'latin1');
	return bytes[0] === 0xfe && bytes[1] === 0xff
		? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
		: bytes.toString('latin1');
}

/** Reads a PDF as this app writes it; throws when it is none. */
export function readPdf(bytes: Uint8Array): ReadPdf {
	const text = Buffer.from(bytes).toString('latin1');
	if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF'))
		throw new Error('This is no PDF');
	const objects = objectsOf(bytes);
	const fonts = fontsOf(objects);
	const pages = [...objects.values()]
		.filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
		.map(({ head }) => objects.get(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? '')?.stream ?? '');
	// What a reader obeys stands in dictionaries; strings within them are words, and streams are drawn.
	const dictionaries = [...objects.values()]
		.map(({ head }) => head.replace(/\((?:\\.|[^\\()])*\)/g, '()'))
		.join('\n');
	return {
		pages: pages.map((content) => textOf(content, fonts)),
		title: stringOf(/\/Title \(((?:\\.|[^\\()])*)\)/.exec(text)?.[1] ?? ''),
		language: /\/Lang \(([^)]*)\)/.exec(text)?.[1] ?? '',
		actions: dictionaries.match(active) ?? []
	};
}
