import { expect, test } from 'vitest';
import { CsvReader } from './csv';
import { readerOf, type CodeLine, type Format } from './formats';
import { importCodes } from './import';

/** Read in pieces that end anywhere. */
function read(format: Format, text: string, size = 7): CodeLine[] {
	const reader = readerOf(format);
	const lines: CodeLine[] = [];
	for (let at = 0; at < text.length; at += size)
		lines.push(...reader.read(text.slice(at, at + size)));
	return [...lines, ...reader.end()];
}

test('a quoted field keeps separators, quotes and line breaks, wherever the pieces end', () => {
	const text = '\ufeffcode,display\r\nA1,"one, ""two""\nthree"\r\n\r\nB2,last';
	for (const size of [1, 2, 3, 5, 100]) {
		const reader = new CsvReader();
		const rows = [];
		for (let at = 0; at < text.length; at += size)
			rows.push(...reader.read(text.slice(at, at + size)));
		expect([...rows, ...reader.end()]).toEqual([
			{ line: 1, fields: ['code', 'display'] },
			{ line: 2, fields: ['A1', 'one, "two"\nthree'] },
			{ line: 5, fields: ['B2', 'last'] }
		]);
	}
});

test('a table may have its columns in any order, and semicolons', () => {
	expect(read('generic', 'Display;Code;Synonyms;Billable\nAsthma;J45;wheeze|asma;no\n')).toEqual([
		expect.objectContaining({
			line: 2,
			code: 'J45',
			display: 'Asthma',
			synonyms: ['wheeze', 'asma'],
			billable: false
		})
	]);
	expect(read('generic', 'name,number\nx,1\ny,2\n')).toEqual([{ line: 1, why: 'columns' }]);
});

test('the order file of CMS gives pointed codes, their headings and the long names', () => {
	const text = [
		'00001 A00     0 Cholera                                                      Cholera',
		'00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due to Vibrio cholerae 01, biovar cholerae',
		'00003 A0100   1 Typhoid fever, unspecified                                   Typhoid fever, unspecified',
		'not a line'
	].join('\r\n');
	expect(read('icd10cm_order', text)).toEqual([
		{ line: 1, code: 'A00', display: 'Cholera', parent: undefined, billable: false },
		{
			line: 2,
			code: 'A00.0',
			display: 'Cholera due to Vibrio cholerae 01, biovar cholerae',
			parent: 'A00',
			billable: true
		},
		{
			line: 3,
			code: 'A01.00',
			display: 'Typhoid fever, unspecified',
			parent: undefined,
			billable: true
		},
		{ line: 4, why: 'line' }
	]);
});

test('a tabulation leaves chapters and blocks out, and knows what stands above', () => {
	const text = `Code,Title,ClassKind,DepthInKind,isLeaf
,Certain infectious diseases,chapter,1,False
1A00,"- Cholera",category,1,False
1A00.1,"- - Cholera due to O139",category,2,True
1A01,"- Other",category,1,True
`;
	expect(read('icd_tabulation', text)).toEqual([
		{ line: 3, code: '1A00', display: 'Cholera', parent: undefined, billable: false },
		{ line: 4, code: '1A00.1', display: 'Cholera due to O139', parent: '1A00', billable: true },
		{ line: 5, code: '1A01', display: 'Other', parent: undefined, billable: true }
	]);
});

test('LOINC’s table gives long names and the related ones, and says which are withdrawn', () => {
	const text = `"LOINC_NUM","COMPONENT","STATUS","SHORTNAME","RELATEDNAMES2","LONG_COMMON_NAME"
"718-7","Hemoglobin","ACTIVE","Hgb Bld-mCnc","Haemoglobin; Hb","Hemoglobin [Mass/volume] in Blood"
"1-8","Acyclovir","DEPRECATED","x","","Acyclovir"
`;
	expect(read('loinc', text)).toEqual([
		{
			line: 2,
			code: '718-7',
			display: 'Hemoglobin [Mass/volume] in Blood',
			billable: true,
			synonyms: ['Hgb Bld-mCnc', 'Haemoglobin', 'Hb']
		},
		{ line: 3, code: '1-8', why: 'deprecated' }
	]);
});

test('lines are handed on a thousand at a time, each once, and what became of them is counted', async () => {
	const text = `code,display\n${Array.from({ length: 2500 }, (_, n) => `C${n},Código ${n}\n`).join('')}`;
	const bytes = new TextEncoder().encode(text);
	async function* chunks() {
		// Pieces end within a letter, too.
		for (let at = 0; at < bytes.length; at += 999) yield bytes.slice(at, at + 999);
	}
	const sent: CodeLine[][] = [];
	const parts: number[] = [];
	const counts = await importCodes(
		{ chunks: chunks(), size: bytes.length, format: 'generic' },
		(lines) => {
			sent.push(lines);
			return Promise.resolve({ added: lines.length, changed: 0, unchanged: 0, refused: 0 });
		},
		({ part }) => parts.push(part)
	);
	expect(sent.map((lines) => lines.length)).toEqual([1000, 1000, 500]);
	expect(sent.flat().map(({ display }) => display)).toEqual(
		Array.from({ length: 2500 }, (_, n) => `Código ${n}`)
	);
	expect(counts).toMatchObject({ part: 1, added: 2500 });
	expect(parts).toEqual([...parts].sort((a, b) => a - b));
});
