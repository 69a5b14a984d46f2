import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPdf } from '../../../../tests/support/pdf';
import { printable, writePdf, type Fonts, type PrintedDocument } from './pdf';

const font = (name: string) =>
	new Uint8Array(readFileSync(new URL(`fonts/NotoSans-${name}.ttf`, import.meta.url)));
const fonts: Fonts = { regular: font('Regular'), bold: font('Bold') };

const paper = (
	blocks: PrintedDocument['blocks'],
	title = 'Discharge summary'
): PrintedDocument => ({
	title,
	language: 'es-ES',
	header: ['Lantern General Hospital', 'Żółć, Iñaki · MRN 0000042'],
	page: (number, of) => `Page ${number} of ${of}`,
	blocks
});

const print = async (blocks: PrintedDocument['blocks'], title?: string) =>
	readPdf(await writePdf(paper(blocks, title), fonts));

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
	test('holds names in Latin scripts, Greek and Cyrillic, and the signs of medicine', async () => {
		const text =
			'Iñaki Żółć Đặng Łukasz Müßig Çelik Őry Ştefan Ωμέγα Ирина · SpO₂ ≥ 92 % ↑ ½ µg ±0,5 °C';
		const { pages } = await print([{ kind: 'text', text }]);
		expect(pages.join('\n').replaceAll('\n', ' ')).toContain(text);
	});

	test('says its title and its language', async () => {
		const { title, language } = await print([], 'Informe de alta: Żółć (42)');
		expect(title).toBe('Informe de alta: Żółć (42)');
		expect(language).toBe('es-ES');
	});

	test('has on every page whose it is and which of how many it is', async () => {
		const { pages } = await print(
			Array.from({ length: 160 }, (_, n) => ({ kind: 'text' as const, text: `Line ${n}` }))
		);
		expect(pages.length).toBeGreaterThan(2);
		for (const [place, text] of pages.entries()) {
			expect(text).toContain('MRN 0000042');
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
		const letters = pages.join('').replaceAll('\n', '');
		expect(letters.split('Pneumono').length - 1).toBeGreaterThan(120);
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
		const { jsPDF } = await import('jspdf');
		const pdf = new jsPDF();
		pdf.text('x', 10, 10);
		pdf.link(10, 10, 20, 20, { url: 'https://evil.example' });
		const { actions } = readPdf(new Uint8Array(pdf.output('arraybuffer')));
		expect(actions).toEqual(expect.arrayContaining(['/Annots', '/URI']));
	});
});

test('a table has its head on every page, and each row whole on one of them', async () => {
	const { pages } = await print([
		{ kind: 'facts', facts: [['Beds', 'N1, 22 Nov\nN2, 23 Nov']] },
		{
			kind: 'table',
			head: ['Day', 'Beds'],
			rows: Array.from({ length: 90 }, (_, n) => [`Row ${n}`, 'one\ntwo'])
		},
		{ kind: 'text', text: 'After the table' }
	]);
	expect(pages.length).toBeGreaterThan(2);
	for (const text of pages) {
		const lines = text.split('\n');
		expect(lines).toContain('Day');
		const rows = lines.filter((line) => line.startsWith('Row ')).length;
		expect(lines.filter((line) => line === 'two')).toHaveLength(rows);
	}
	const all = pages.join('\n').split('\n');
	for (let n = 0; n < 90; n++) expect(all).toContain(`Row ${n}`);
	expect(all.indexOf('N2, 23 Nov')).toBeLessThan(all.indexOf('Row 0'));
	expect(all.indexOf('After the table')).toBeGreaterThan(all.indexOf('Row 89'));
});

describe('printable text', () => {
	test('has no control characters and no marks that turn the line around', () => {
		expect(printable('Dose\u202e 01\u202c mg\u0000\u0007\u200f\u2066!\ufeff\u200b')).toBe(
			'Dose 01 mg!'
		);
	});

	test('keeps lines, and shows what it cannot draw as missing', () => {
		expect(printable('a\r\nb\u2028c')).toBe('a\nb\nc');
		expect(printable('e\u0301 山田 😀')).toBe('é \ufffd\ufffd \ufffd');
	});
});
