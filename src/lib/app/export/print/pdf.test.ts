import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readPdf } from '../../../../../tests/support/pdf';
import { isolated, printable, type PrintedDocument } from '../document';
import { writePdf } from './pdf.server';

const paper = (
	blocks: PrintedDocument['blocks'],
	title = 'Discharge summary',
	whose = 'Żółć, Iñaki'
): PrintedDocument => ({
	title,
	language: 'es-ES',
	head: { from: 'Lantern General Hospital', number: 'MRN 0000042', whose },
	page: (number, of) => `Page ${number} of ${of}`,
	blocks
});

const print = async (...of: Parameters<typeof paper>) => readPdf(await writePdf(paper(...of)));

/** From where lines are drawn, in points from the left edge of a sheet that is 595 wide. */
function beginnings(bytes: Uint8Array): number[] {
	const streams = Buffer.from(bytes)
		.toString('latin1')
		.matchAll(/\/FlateDecode[^>]*>>\nstream\n([\s\S]*?)\nendstream/g);
	return Array.from(streams, ([, packed = '']) =>
		inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')
	).flatMap((drawn) =>
		Array.from(drawn.matchAll(/BT \/F\d [\d.]+ Tf ([\d.-]+) /g), ([, left]) => Number(left))
	);
}

/** A text over several lines as one. */
const joined = (pages: readonly string[]) => pages.join('\n').replaceAll('\n', ' ');

const hostile = [
	') Tj ET /JS (app.alert(1)) /S /JavaScript',
	'endstream endobj 1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj',
	'<</Type/Action/S/URI/URI(http://evil.example)>>',
	'https://evil.example/?steal=1',
	'<script>alert(1)</script>',
	'\\) /AA << /O 3 0 R >> (',
	'%PDF-1.7 %%EOF'
];

describe('a printed document', () => {
	test('holds the signs of medicine', async () => {
		const text = 'SpO₂ ≥ 92 % ↑ ½ µg ±0,5 °C';
		expect(joined((await print([{ kind: 'text', text }])).pages)).toContain(text);
	});

	test('says its title and its language', async () => {
		const { title, language } = await print([], 'Informe de alta: Żółć (42)');
		expect(title).toBe('Informe de alta: Żółć (42)');
		expect(language).toBe('es-ES');
	});

	test('has on every page whose it is and which of how many it is', async () => {
		const whose =
			'María de los Ángeles Concepción Fernández de Córdoba y Álvarez de Toledo Rodríguez';
		const bytes = await writePdf(
			paper(
				Array.from({ length: 160 }, (_, n) => ({ kind: 'text' as const, text: `Line ${n}` })),
				undefined,
				`${whose} ${whose}`
			)
		);
		const { pages } = await readPdf(bytes);
		expect(pages.length).toBeGreaterThan(2);
		// A text off the paper can be copied as well: however long a name is, nothing is pushed there.
		expect(beginnings(bytes).length).toBeGreaterThan(160);
		expect(beginnings(bytes).filter((left) => left < 55 || left > 535)).toEqual([]);
		for (const [place, text] of pages.entries()) {
			expect(text.split('\n').some((line) => line.endsWith('MRN 0000042'))).toBe(true);
			expect(joined([text])).toContain(`${whose} ${whose}`);
			expect(text).toContain(`Page ${place + 1} of ${pages.length}`);
		}
		const all = pages.join('\n').split('\n');
		for (let n = 0; n < 160; n++) expect(all).toContain(`Line ${n}`);
	});

	test('breaks words that are longer than the paper is wide, and loses none of them', async () => {
		const word = 'Pneumono'.repeat(120);
		const { pages } = await print([
			{ kind: 'text', text: word },
			{ kind: 'facts', facts: [[word.slice(0, 80), word]] },
			{ kind: 'table', head: ['A', 'B', 'C'], rows: [['x', word, 'y']] }
		]);
		const letters = pages.join('').replaceAll(/\s/g, '');
		expect(letters.split('Pneumono').length - 1).toBeGreaterThan(240);
		expect(pages[0]?.split('\n').every((line) => line.length < 140)).toBe(true);
	});

	test.for(hostile)('prints %j as it reads, and nothing in it acts', async (text) => {
		const { pages, actions } = await print(
			[
				{ kind: 'heading', text },
				{ kind: 'text', text },
				{ kind: 'facts', facts: [[text, text]] },
				{ kind: 'table', head: [text], rows: [[text]] }
			],
			text
		);
		expect(actions).toEqual([]);
		expect(pages.join('\n').replaceAll(/\s/g, '')).toContain(text.replaceAll(/\s/g, ''));
	});

	test('the reader of these tests does find actions', async () => {
		const bytes = Buffer.from(await writePdf(paper([])));
		const at = bytes.indexOf('/ViewerPreferences');
		bytes.write('/OpenAction << /URI', at, 'latin1');
		expect((await readPdf(new Uint8Array(bytes))).actions).toEqual(['/OpenAction', '/URI']);
	});
});

test('a table has its head on every page, and each row whole on one of them', async () => {
	const { pages } = await print([
		{ kind: 'facts', facts: [['Beds', 'N1, 22 Nov\nN2, 23 Nov']] },
		{
			kind: 'table',
			head: ['Day', 'Beds'],
			rows: Array.from({ length: 90 }, (_, n) => [`Row ${n}`, `one ${n}\ntwo ${n}`])
		},
		{ kind: 'text', text: 'After the table' }
	]);
	expect(pages.length).toBeGreaterThan(2);
	for (const text of pages) {
		const lines = text.split('\n');
		expect(lines.filter((line) => /^Day\b/.test(line))).toHaveLength(1);
		const rows = text.match(/Row \d+/g) ?? [];
		expect(text.match(/one \d+/g)).toHaveLength(rows.length);
		expect(text.match(/two \d+/g)).toHaveLength(rows.length);
	}
	const all = pages.join('\n');
	for (let n = 0; n < 90; n++) expect(all).toMatch(new RegExp(`Row ${n}\\b`));
	expect(all.indexOf('N2, 23 Nov')).toBeLessThan(all.indexOf('Row 0'));
	expect(all.indexOf('After the table')).toBeGreaterThan(all.indexOf('Row 89'));
});

describe('printable text', () => {
	test('has no control characters and no marks that turn the line around', () => {
		expect(printable('Dose\u202e 01\u202c mg\u0000\u0007\u200f\u2066!\ufeff\u200b')).toBe(
			'Dose 01 mg!'
		);
	});

	test('keeps lines, letters of every script, and what joins them', () => {
		expect(printable('a\r\nb\u2028c')).toBe('a\nb\nc');
		expect(printable('e\u0301 山田 😀 می\u200cخواهم')).toBe('é 山田 😀 می\u200cخواهم');
	});

	test('holds a name apart, and a name cannot end that', () => {
		expect(isolated('a\u2069\u2067b')).toBe('\u2068ab\u2069');
	});
});
