import { PDFiumLibrary } from '@hyzyla/pdfium';

/** What there is in a PDF, read back by PDFium, as Chrome and Edge do. */
export interface ReadPdf {
	/** Texts by page, as they are copied: lines with a line break between. */
	pages: string[];
	title: string;
	language: string;
	/** Every name that makes a reader do something: actions, scripts, links, forms, embedded files. */
	actions: string[];
}

const active =
	/\/(?:JS|JavaScript|AA|OpenAction|URI|Launch|GoToR|GoToE|SubmitForm|ImportData|AcroForm|Annots?|RichMedia|EmbeddedFiles?|XFA)\b/g;

let library: Promise<PDFiumLibrary> | undefined;

/** A text of the file's dictionaries: UTF-16 in hexadecimal digits. */
const stringOf = (digits: string): string =>
	Buffer.from(digits.slice(4), 'hex').swap16().toString('utf16le');

/** Reads a PDF as this app writes it; throws when it is none. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
	const text = Buffer.from(bytes).toString('latin1');
	if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF'))
		throw new Error('This is no PDF');
	library ??= PDFiumLibrary.init();
	const document = await (await library).loadDocument(bytes);
	const pages = [...document.pages()].map((page) =>
		// Marks on one letter come in any order, and mean the same.
		page.getText().normalize('NFC').replaceAll('\r\n', '\n')
	);
	document.destroy();
	// What a reader obeys stands in dictionaries; strings within them are words, and streams are drawn.
	const dictionaries = text
		.replace(/\nstream\n[\s\S]*?\nendstream/g, '')
		.replace(/\((?:\\.|[^\\()])*\)/g, '()');
	return {
		pages,
		title: stringOf(/\/Title <([0-9a-f]*)>/.exec(text)?.[1] ?? ''),
		language: /\/Lang \(([^)]*)\)/.exec(text)?.[1] ?? '',
		actions: dictionaries.match(active) ?? []
	};
}
