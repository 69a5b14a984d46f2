import { expect, test } from 'vitest';
import { editBetween, movedCharacter, movedPlace } from './edits';

const apply = (
	text: string,
	{ index, remove, insert }: NonNullable<ReturnType<typeof editBetween>>
) => text.slice(0, index) + insert + text.slice(index + remove);

test('one key is one change, where the caret stands', () => {
	expect(editBetween('foo', 'fooo', 2)).toEqual({ index: 1, remove: 0, insert: 'o' });
	expect(editBetween('foo', 'fooo', 4)).toEqual({ index: 3, remove: 0, insert: 'o' });
	expect(editBetween('fooo', 'foo', 1)).toEqual({ index: 1, remove: 1, insert: '' });
	expect(editBetween('same', 'same')).toBeNull();
});

test('characters of two units are never torn', () => {
	// 😀 and 😁 begin with the same unit, 😀 and 🐀 end with the same.
	for (const [before, after] of [
		['a😀b', 'a😁b'],
		['a😀b', 'a🐀b'],
		['😀', '😀😁'],
		['😀😁', '😁']
	] as const) {
		const edit = editBetween(before, after);
		if (!edit) throw new Error('no change');
		expect(apply(before, edit)).toBe(after);
		expect(edit.insert.isWellFormed()).toBe(true);
		expect(before.slice(0, edit.index).isWellFormed()).toBe(true);
		expect(before.slice(edit.index + edit.remove).isWellFormed()).toBe(true);
	}
});

test('any change leads from the one text to the other, wherever the caret is', () => {
	let seed = 7;
	const dice = (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides;
	const text = () => Array.from({ length: dice(9) }, () => 'ab😀'.charAt(dice(2))).join('');
	for (let round = 0; round < 2000; round++) {
		const before = text();
		const after = text();
		const edit = editBetween(before, after, dice(after.length + 1));
		expect(edit ? apply(before, edit) : before).toBe(after);
	}
});

test('a place stays between the same characters', () => {
	// "hello" becomes "he--o": two come in at 2, two go behind them.
	const delta = [{ retain: 2 }, { insert: '--' }, { delete: 2 }];
	expect([0, 1, 2, 3, 4, 5].map((place) => movedPlace(delta, place))).toEqual([0, 1, 2, 4, 4, 5]);
	expect([0, 1, 2, 3, 4].map((index) => movedCharacter(delta, index))).toEqual([
		0,
		1,
		null,
		null,
		4
	]);
});
