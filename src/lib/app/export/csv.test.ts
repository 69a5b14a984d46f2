import { describe, expect, test } from 'vitest';
import { toCsv } from './csv';

/** Reads CSV back as RFC 4180 says. */
function parse(csv: string): string[][] {
	const rows: string[][] = [[]];
	const body = csv.replace(/^\ufeff/, '');
	for (const [, quoted, plain, end] of body.matchAll(
		/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g
	)) {
		if (quoted === undefined && !plain && !end) break;
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (end === '\r\n') rows.push([]);
	}
	return rows.filter((row) => row.length > 0);
}

describe('CSV', () => {
	test.for([
		'=HYPERLINK("http://evil.example","Ward A")',
		"=cmd|'/c calc'!A1",
		'+1+1',
		'-2+3',
		'@SUM(A1:A9)',
		'\t=1+1',
		'\r=1+1',
		'\n=1+1',
		'  =1+1',
		'\u200b=1+1',
		'\u202e=1+1',
		'＝1+1',
		'","=1+1'
	])('%j is a text in every cell', (hostile) => {
		const rows = parse(toCsv(['Ward', hostile], [[hostile, 1]]));
		expect(rows).toHaveLength(2);
		for (const text of [rows[0]?.[1], rows[1]?.[0]]) {
			expect(text?.endsWith(hostile)).toBe(true);
			expect(text).not.toMatch(/^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]/u);
		}
	});

	test('gives back what was put in', () => {
		const rows = [
			['Ward “A”, 2nd floor', 3, null],
			['Line\nbreak; "quoted"', -4.5, Infinity]
		];
		expect(parse(toCsv(['Name', 'Beds', 'Note'], rows))).toEqual([
			['Name', 'Beds', 'Note'],
			['Ward “A”, 2nd floor', '3', ''],
			['Line\nbreak; "quoted"', '-4.5', '']
		]);
	});
});
