import { deflateSync } from 'node:zlib';
import type { DocumentFont } from './font.server';

export type Reference = `${number} 0 R`;

/** A PDF as a file: numbered objects and where each of them begins. */
export class PdfFile {
	readonly #objects: Buffer[] = [];

	/** A number for an object that others name before it is made. */
	reserve(): Reference {
		this.#objects.push(Buffer.alloc(0));
		return `${this.#objects.length} 0 R`;
	}

	set(reference: Reference, body: string): Reference {
		this.#objects[parseInt(reference) - 1] = Buffer.from(body, 'latin1');
		return reference;
	}

	add(body: string): Reference {
		return this.set(this.reserve(), body);
	}

	stream(bytes: Uint8Array, entries = ''): Reference {
		const reference = this.reserve();
		const packed = deflateSync(bytes);
		this.#objects[parseInt(reference) - 1] = Buffer.concat([
			Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode${entries} >>\nstream\n`),
			packed,
			Buffer.from('\nendstream')
		]);
		return reference;
	}

	/** A font all of whose glyphs are in the file, with what they stand for. */
	font(font: DocumentFont, name: string): Reference {
		const file = font.file();
		const data = this.stream(file, ` /Length1 ${file.length}`);
		const descriptor = this.add(
			`<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [-1000 -500 3000 1300]` +
				` /ItalicAngle 0 /Ascent 1069 /Descent -293 /CapHeight 714 /StemV 80 /FontFile2 ${data} >>`
		);
		const descendant = this.add(
			`<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /FontDescriptor ${descriptor}` +
				' /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>' +
				` /CIDToGIDMap /Identity /W [0 [${font.widths.join(' ')}]] >>`
		);
		const unicode = this.stream(Buffer.from(toUnicode(font.texts), 'latin1'));
		return this.add(
			`<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H` +
				` /DescendantFonts [${descendant}] /ToUnicode ${unicode} >>`
		);
	}

	bytes(root: Reference, info: Reference): Uint8Array {
		const parts = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
		let length = parts[0]?.length ?? 0;
		const offsets: number[] = [];
		for (const [at, body] of this.#objects.entries()) {
			const object = Buffer.concat([
				Buffer.from(`${at + 1} 0 obj\n`),
				body,
				Buffer.from('\nendobj\n')
			]);
			offsets.push(length);
			length += object.length;
			parts.push(object);
		}
		const size = offsets.length + 1;
		const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
		parts.push(
			Buffer.from(
				`xref\n0 ${size}\n0000000000 65535 f \n${table.join('')}` +
					`trailer\n<< /Size ${size} /Root ${root} /Info ${info} >>\nstartxref\n${length}\n%%EOF\n`
			)
		);
		return new Uint8Array(Buffer.concat(parts));
	}
}

export const hex = (code: number): string => code.toString(16).padStart(4, '0');

/** UTF-16 in the order the format wants, as hexadecimal digits. */
const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** A text of the file's dictionaries. */
export const textString = (text: string): string => `<feff${utf16(text)}>`;

function toUnicode(texts: readonly string[]): string {
	const entries = texts.flatMap((text, code) => (text ? [`<${hex(code)}> <${utf16(text)}>`] : []));
	const blocks: string[] = [];
	// The format takes a hundred at a time.
	for (let at = 0; at < entries.length; at += 100) {
		const block = entries.slice(at, at + 100);
		blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
	}
	return [
		'/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
		'/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
		'/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
		'1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
		...blocks,
		'endcmap CMapName currentdict /CMap defineresource pop end end'
	].join('\n');
}
