import { expect, test } from 'vitest';
import { expand } from './expand';

const macros = [
	{ shortcut: 'bp', text: 'Blood pressure: ' },
	{ shortcut: 'nad', text: 'No abnormality detected.' }
];
const typed = (text: string) => expand(text, text.length, macros);

test('a macro becomes what it stands for when a space ends it', () => {
	expect(typed('.bp ')).toEqual({ text: 'Blood pressure: ', caret: 16 });
	expect(typed('Heart .NAD ')).toEqual({ text: 'Heart No abnormality detected. ', caret: 31 });
	expect(expand('a .nad b', 7, macros)?.text).toBe('a No abnormality detected. b');
});

test('nothing else does', () => {
	for (const text of ['.bp', 'v.bp ', '.unknown ', 'bp ', '3.5 '])
		expect(typed(text), text).toBeNull();
});
