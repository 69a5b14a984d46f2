import { setImmediate } from 'node:timers/promises';
import { printable, type Block, type PrintedDocument } from '../document';
import { Faces } from './faces.server';
import { hex, PdfFile, textString } from './file.server';
import { DocumentFont } from './font.server';
import { linesOf, type Line } from './paragraph.server';
import { Shaper, type Weight } from './shape.server';

/** In points: A4 with margins, and room for what repeats on every page. */
const sheet = { width: 595.28, height: 841.89, side: 56, top: 40, bottom: 64, foot: 36 } as const;
const column = sheet.width - 2 * sheet.side;
const size = { title: 17, heading: 11.5, text: 9.5, small: 8 } as const;
const leading = 1.38;
const gap = 8;

const fixed = (value: number): string => String(Math.round(value * 100) / 100);

interface Cell {
	lines: Line[];
	weight: Weight;
	left: number;
}

/** Lays blocks out on pages. */
class Layout {
	readonly #shaper: Shaper;
	readonly #fonts = { regular: new DocumentFont('regular'), bold: new DocumentFont('bold') };
	readonly #pages: string[][] = [[]];
	readonly #top: number;
	readonly #head: { from: Line[]; number: Line[]; whose: Line[] };
	#y: number;

	constructor(shaper: Shaper, { from, number, whose }: PrintedDocument['head']) {
		this.#shaper = shaper;
		this.#head = {
			number: this.#lines(number, size.small, column * 0.4, 'bold'),
			from: this.#lines(from, size.small, column * 0.58, 'regular'),
			whose: this.#lines(whose, size.text, column, 'bold')
		};
		const { from: left, number: right, whose: name } = this.#head;
		this.#top =
			sheet.top +
			Math.max(left.length, right.length) * size.small * leading +
			name.length * size.text * leading +
			20;
		this.#y = this.#top;
	}

	#lines(text: string, points: number, width: number, weight: Weight): Line[] {
		return linesOf(this.#shaper, printable(text), (width / points) * 1000, weight);
	}

	/** Draws a line at its baseline. */
	#draw(
		line: Line,
		points: number,
		weight: Weight,
		left: number,
		y: number,
		page?: string[]
	): void {
		const font = this.#fonts[weight];
		let shown = '';
		for (const { code, advance, nominal } of line.clusters.flatMap((cluster) =>
			font.codes(cluster)
		)) {
			const more = Math.round(nominal - advance);
			shown += `<${hex(code)}>${more ? more : ''}`;
		}
		if (!shown) return;
		const name = weight === 'bold' ? 'F2' : 'F1';
		(page ?? this.#pages.at(-1))?.push(
			`BT /${name} ${points} Tf ${fixed(left)} ${fixed(sheet.height - y)} Td [${shown.replaceAll('><', '')}] TJ ET`
		);
	}

	#room(): number {
		return sheet.height - sheet.bottom - this.#y;
	}

	#turn(): void {
		this.#pages.push([]);
		this.#y = this.#top;
	}

	/** Turns the page when so much does not fit any more. */
	#need(height: number): void {
		if (height > this.#room()) this.#turn();
	}

	#write(text: string, points: number, weight: Weight = 'regular'): void {
		for (const line of this.#lines(text, points, column, weight)) {
			this.#need(points * leading);
			const left = line.rightToLeft
				? sheet.width - sheet.side - (line.width * points) / 1000
				: sheet.side;
			this.#draw(line, points, weight, left, this.#y + points);
			this.#y += points * leading;
		}
	}

	/** Cells in columns of these widths. */
	#row(texts: readonly string[], widths: readonly number[], weights: readonly Weight[]): Cell[] {
		let left: number = sheet.side;
		return texts.map((text, place) => {
			const width = widths[place] ?? 0;
			const weight = weights[place] ?? 'regular';
			const cell = { lines: this.#lines(text, size.text, width - gap, weight), weight, left };
			left += width;
			return cell;
		});
	}

	/** Draws some of the lines of a row's cells. */
	#cells(cells: readonly Cell[], from: number, until: number): void {
		for (const { lines, weight, left } of cells)
			for (const [place, line] of lines.slice(from, until).entries())
				this.#draw(
					line,
					size.text,
					weight,
					left,
					this.#y + size.text + place * size.text * leading
				);
		const most = Math.max(0, ...cells.map(({ lines }) => Math.min(lines.length, until) - from));
		this.#y += most * size.text * leading + 2;
	}

	/** Rows, a head above them on every page; a row is not parted by the end of a page unless it is longer than one. */
	#table(rows: readonly Cell[][], head: Cell[] | null): void {
		const line = size.text * leading;
		const heightOf = (cells: readonly Cell[]) =>
			Math.max(0, ...cells.map(({ lines }) => lines.length)) * line + 2;
		const above = head ? heightOf(head) : 0;
		const whole = sheet.height - sheet.bottom - this.#top - above;
		const turn = () => {
			this.#turn();
			if (head) this.#cells(head, 0, Infinity);
		};
		if (head) {
			this.#need(above + heightOf(rows[0] ?? []));
			this.#cells(head, 0, Infinity);
		}
		for (const cells of rows) {
			const count = Math.max(0, ...cells.map(({ lines }) => lines.length));
			if (heightOf(cells) <= whole) {
				if (heightOf(cells) > this.#room()) turn();
				this.#cells(cells, 0, Infinity);
				continue;
			}
			for (let from = 0; from < count;) {
				if (this.#room() < line + 2) turn();
				const fit = Math.max(1, Math.floor((this.#room() - 2) / line));
				this.#cells(cells, from, from + fit);
				from += fit;
			}
		}
	}

	title(text: string): void {
		this.#write(text, size.title, 'bold');
		this.#y += 6;
	}

	block(block: Block): void {
		switch (block.kind) {
			case 'heading':
				this.#y += 8;
				// Never alone at the foot of a page.
				this.#need(size.heading * leading + 3 * size.text * leading);
				this.#write(block.text, size.heading, 'bold');
				this.#y += 2;
				break;
			case 'text':
				this.#write(block.text, size.text);
				this.#y += 4;
				break;
			case 'facts': {
				const widths = [column * 0.28, column * 0.72];
				this.#table(
					block.facts.map((fact) => this.#row(fact, widths, ['bold', 'regular'])),
					null
				);
				break;
			}
			case 'table': {
				const widths = block.head.map(() => column / block.head.length);
				const bold = block.head.map((): Weight => 'bold');
				this.#table(
					block.rows.map((row) => this.#row(row, widths, [])),
					this.#row(block.head, widths, bold)
				);
				this.#y += 4;
			}
		}
	}

	/** What repeats on every page, once it is known how many there are. */
	frame(words: PrintedDocument['page']): void {
		const right = sheet.width - sheet.side;
		const atRight = (line: Line, points: number) => right - (line.width * points) / 1000;
		for (const [index, page] of this.#pages.entries()) {
			const { from, number, whose } = this.#head;
			for (const [place, line] of from.entries())
				this.#draw(
					line,
					size.small,
					'regular',
					sheet.side,
					sheet.top + place * size.small * leading,
					page
				);
			for (const [place, line] of number.entries())
				this.#draw(
					line,
					size.small,
					'bold',
					atRight(line, size.small),
					sheet.top + place * size.small * leading,
					page
				);
			let y = sheet.top + Math.max(from.length, number.length) * size.small * leading + 2;
			for (const line of whose) {
				this.#draw(line, size.text, 'bold', sheet.side, y, page);
				y += size.text * leading;
			}
			const rule = fixed(sheet.height - y + 6);
			page.push(`0.63 G 0.5 w ${sheet.side} ${rule} m ${fixed(right)} ${rule} l S`);
			for (const line of this.#lines(
				words(index + 1, this.#pages.length),
				size.small,
				column,
				'regular'
			))
				this.#draw(
					line,
					size.small,
					'regular',
					atRight(line, size.small),
					sheet.height - sheet.foot,
					page
				);
		}
	}

	/** The pages as a file. */
	file({ title, language }: PrintedDocument): Uint8Array {
		const file = new PdfFile();
		const fonts =
			`/F1 ${file.font(this.#fonts.regular, 'LANTRN+NotoSans-Regular')}` +
			` /F2 ${file.font(this.#fonts.bold, 'LANTRN+NotoSans-Bold')}`;
		const tree = file.reserve();
		const pages = this.#pages.map((page) => {
			const content = file.stream(Buffer.from(page.join('\n'), 'latin1'));
			return file.add(
				`<< /Type /Page /Parent ${tree} /MediaBox [0 0 ${sheet.width} ${sheet.height}]` +
					` /Resources << /Font << ${fonts} >> >> /Contents ${content} >>`
			);
		});
		file.set(tree, `<< /Type /Pages /Kids [${pages.join(' ')}] /Count ${pages.length} >>`);
		const root = file.add(
			`<< /Type /Catalog /Pages ${tree} /Lang (${language}) /ViewerPreferences << /DisplayDocTitle true >> >>`
		);
		const info = file.add(`<< /Title ${textString(printable(title))} /Creator (Lantern) >>`);
		return file.bytes(root, info);
	}
}

function* textsOf({ title, head, page, blocks }: PrintedDocument): Generator<string> {
	yield* [title, ...Object.values(head), page(1, 1)];
	for (const block of blocks) {
		if (block.kind === 'facts') yield* block.facts.flat();
		else if (block.kind === 'table') yield* [block.head, ...block.rows].flat();
		else yield block.text;
	}
}

/**
 * The document as the bytes of a PDF. Texts are drawn and nothing else: no links, no scripts, no fields. HarfBuzz, which
 * knows how letters join and marks are set, and the fonts are read when somebody first wants paper.
 */
export async function writePdf(document: PrintedDocument): Promise<Uint8Array> {
	const texts = [...textsOf(document)].flatMap((text) => printable(text).split('\n'));
	const [harfbuzz, faces] = await Promise.all([import('harfbuzzjs'), Faces.for(texts)]);
	const layout = new Layout(new Shaper(harfbuzz, faces), document.head);
	layout.title(document.title);
	for (const block of document.blocks) {
		layout.block(block);
		// A long document is a second's work: others are served in between.
		await setImmediate();
	}
	layout.frame(document.page);
	return layout.file(document);
}
