import { describe, expect, test } from 'vitest';
import { importRules, noCounts, RuleReader, type RuleLine } from './import';

const read = (text: string) => {
	const reader = new RuleReader();
	return [...reader.read(text), ...reader.end()];
};

describe('a table of interactions', () => {
	test('is read by the names of its columns, in any order and by either separator', () => {
		expect(
			read('Severity;Text;Substance A;Substance B\nmajor;Bleeding;Warfarin;Ibuprofen\n')
		).toEqual([
			{
				line: 2,
				a: 'Warfarin',
				b: 'Ibuprofen',
				severity: 'major',
				text: 'Bleeding',
				text_es: undefined
			}
		]);
	});

	test('may name both sides alike, as they stand', () => {
		expect(
			read(
				'substance,substance,severity,text,text_es\nWarfarin,Ibuprofen,major,"Bleeding, often",Sangrado'
			)
		).toEqual([
			{
				line: 2,
				a: 'Warfarin',
				b: 'Ibuprofen',
				severity: 'major',
				text: 'Bleeding, often',
				text_es: 'Sangrado'
			}
		]);
	});

	test.each(['a,severity,text\n', 'substance,severity,text\n', 'a,b,text\n'])(
		'without two substances, a severity and a text is refused once: %j',
		(head) => {
			expect(read(`${head}x,y,z\nx,y,z\n`)).toEqual([{ line: 1, why: 'columns' }]);
		}
	);

	test('is handed on some lines at a time, and what became of them is added up', async () => {
		const rows = Array.from({ length: 1203 }, (_, at) => `S${at},T${at},major,Text`);
		const bytes = new TextEncoder().encode(`a,b,severity,text\n${rows.join('\n')}`);
		async function* chunks() {
			for (let at = 0; at < bytes.length; at += 1000) yield bytes.slice(at, at + 1000);
		}
		const sent: RuleLine[][] = [];
		const parts: number[] = [];
		const done = await importRules(
			{ chunks: chunks(), size: bytes.length },
			async (lines) => {
				sent.push(lines);
				return { ...noCounts, added: lines.length - 1, kept: 1 };
			},
			({ part }) => parts.push(part)
		);
		expect(sent.map(({ length }) => length)).toEqual([500, 500, 203]);
		expect(sent.flat().map(({ line }) => line)).toEqual(rows.map((_, at) => at + 2));
		expect(done).toEqual({ ...noCounts, part: 1, added: 1200, kept: 3 });
		expect(parts.at(-1)).toBe(1);
	});
});
