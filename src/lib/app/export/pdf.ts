import type { jsPDF } from 'jspdf';
import type { autoTable, UserOptions } from 'jspdf-autotable';

/** A part of a document, from top to bottom. */
export type Block =
	| { kind: 'heading'; text: string }
	| { kind: 'text'; text: string }
	| { kind: 'facts'; facts: readonly (readonly [label: string, value: string])[] }
	| { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] };

export interface PrintedDocument {
	title: string;
	/** BCP 47, as screen readers want it: en-GB, es-ES. */
	language: 'en-GB' | 'es-ES';
	/** At the top of every page, left and right: whose it is, so that no page is lost. */
	header: readonly [left: string, right: string];
	/** Words under every page. */
	page: (number: number, of: number) => string;
	blocks: readonly Block[];
}

/** The TrueType fonts a document is set in; see `fonts.ts`. */
export interface Fonts {
	regular: Uint8Array;
	bold: Uint8Array;
}

const family = 'NotoSans';
/** In points: A4 with margins, and room for what repeats on every page. */
const sheet = { width: 595.28, height: 841.89, left: 56, right: 56, top: 86, bottom: 64 } as const;
const column = sheet.width - sheet.left - sheet.right;
const size = { title: 17, heading: 11.5, text: 9.5, small: 8 } as const;
const leading = 1.38;

/** What the committed fonts can draw: they are subsets. */
const drawn =
	/[\u0020-\u007e\u00a0-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u03ff\u0400-\u045f\u0490\u0491\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2070\u2074-\u2079\u2080-\u2089\u20ac\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\n]/;

/**
 * Text as it can be printed: control characters and marks that turn the direction of writing are left out, since they
 * could make a line read as another; a letter the fonts do not have is shown as missing rather than dropped.
 */
export function printable(text: string): string {
	return Array.from(
		text
			.normalize('NFC')
			.replace(/\r\n?|[\u2028\u2029]/g, '\n')
			.replaceAll('\t', ' ')
			.replace(/[^\P{C}\n]/gu, ''),
		(letter) => (drawn.test(letter) ? letter : '\ufffd')
	).join('');
}

function base64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 0x8000) {
		binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
	}
	return btoa(binary);
}

/** Lays blocks out on pages. */
class Layout {
	readonly #pdf: jsPDF;
	readonly #lay: typeof autoTable;
	#y: number = sheet.top;

	constructor(pdf: jsPDF, lay: typeof autoTable) {
		this.#pdf = pdf.setLineHeightFactor(leading);
		this.#lay = lay;
	}

	#font(points: number, bold = false): void {
		this.#pdf.setFont(family, bold ? 'bold' : 'normal').setFontSize(points);
	}

	/** Turns the page when so much does not fit any more. */
	#need(height: number): void {
		if (this.#y + height <= sheet.height - sheet.bottom) return;
		this.#pdf.addPage();
		this.#y = sheet.top;
	}

	#lines(text: string, width: number): string[] {
		const lines: unknown = this.#pdf.splitTextToSize(printable(text), width);
		return Array.isArray(lines) ? lines.map(String) : [];
	}

	#write(text: string, points: number, bold = false): void {
		this.#font(points, bold);
		for (const line of this.#lines(text, column)) {
			this.#need(points * leading);
			this.#pdf.text(line, sheet.left, this.#y + points);
			this.#y += points * leading;
		}
	}

	/** Rows of cells, a head above them on every page; a row is not parted by the end of a page unless it must. */
	#table(rows: readonly (readonly string[])[], options: UserOptions): void {
		this.#lay(this.#pdf, {
			body: rows.map((cells) => cells.map(printable)),
			startY: this.#y,
			margin: { left: sheet.left, right: sheet.right, top: sheet.top, bottom: sheet.bottom },
			theme: 'plain',
			rowPageBreak: 'avoid',
			styles: { font: family, fontSize: size.text, cellPadding: { right: 8, bottom: 2 } },
			...options,
			didDrawPage: ({ cursor }) => {
				this.#y = cursor?.y ?? this.#y;
			}
		});
	}

	title(text: string): void {
		this.#write(text, size.title, true);
		this.#y += 6;
	}

	block(block: Block): void {
		switch (block.kind) {
			case 'heading':
				this.#y += 8;
				// Never alone at the foot of a page.
				this.#need(size.heading * leading + 3 * size.text * leading);
				this.#write(block.text, size.heading, true);
				this.#y += 2;
				break;
			case 'text':
				this.#write(block.text, size.text);
				this.#y += 4;
				break;
			case 'facts':
				this.#table(block.facts, {
					columnStyles: { 0: { cellWidth: column * 0.28, fontStyle: 'bold' } }
				});
				break;
			case 'table':
				this.#table(block.rows, {
					head: [block.head.map(printable)],
					styles: {
						font: family,
						fontSize: size.text,
						cellPadding: { right: 8, bottom: 2 },
						cellWidth: column / block.head.length
					}
				});
				this.#y += 4;
		}
	}

	/** What repeats on every page, once it is known how many there are. */
	frame({ header: [left, right], page }: PrintedDocument): void {
		const pages = this.#pdf.getNumberOfPages();
		for (let number = 1; number <= pages; number++) {
			this.#pdf.setPage(number);
			this.#font(size.small, true);
			const [name = ''] = this.#lines(left, column * 0.55);
			this.#pdf.text(name, sheet.left, 48);
			this.#font(size.small);
			const [whose = ''] = this.#lines(right, column * 0.44);
			this.#pdf.text(whose, sheet.width - sheet.right, 48, { align: 'right' });
			this.#pdf.setDrawColor(160).setLineWidth(0.5);
			this.#pdf.line(sheet.left, 56, sheet.width - sheet.right, 56);
			this.#pdf.text(printable(page(number, pages)), sheet.width - sheet.right, sheet.height - 36, {
				align: 'right'
			});
		}
	}
}

/**
 * The document as the bytes of a PDF. jsPDF is fetched when it is wanted: it is as large as a screen. Texts are drawn
 * and nothing else: no links, no scripts, no fields.
 */
export async function writePdf(document: PrintedDocument, fonts: Fonts): Promise<Uint8Array> {
	const [{ jsPDF }, { autoTable }] = await Promise.all([
		import('jspdf'),
		import('jspdf-autotable')
	]);
	const pdf = new jsPDF({ unit: 'pt', format: 'a4', compress: true, putOnlyUsedFonts: true });
	for (const [style, bytes] of [
		['normal', fonts.regular],
		['bold', fonts.bold]
	] as const) {
		pdf.addFileToVFS(`${family}-${style}.ttf`, base64(bytes));
		pdf.addFont(`${family}-${style}.ttf`, family, style, undefined, 'Identity-H');
	}
	pdf.setLanguage(document.language);
	pdf.setDocumentProperties({ title: printable(document.title), creator: 'Lantern' });
	pdf.viewerPreferences({ DisplayDocTitle: true });

	const layout = new Layout(pdf, autoTable);
	layout.title(document.title);
	for (const block of document.blocks) layout.block(block);
	layout.frame(document);
	return withoutOpening(new Uint8Array(pdf.output('arraybuffer')));
}

/**
 * jsPDF has every document say at what zoom to open it, under the name that scripts go by as well. It is blanked out, at
 * its length so that the document's table of offsets stays true: programs that guard against PDFs need not wonder.
 */
function withoutOpening(bytes: Uint8Array): Uint8Array {
	const text = new TextDecoder('latin1').decode(bytes);
	const catalog = text.lastIndexOf('/Type /Catalog');
	const found = /\/OpenAction \[[^\]]*\]/.exec(text.slice(catalog));
	if (found) bytes.fill(0x20, catalog + found.index, catalog + found.index + found[0].length);
	return bytes;
}
