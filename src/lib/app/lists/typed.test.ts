import { expect, test } from 'vitest';
import { typedLength } from './typed';

test('one Chinese, Japanese or Korean sign is as much as two letters', () => {
	expect(['王', '김', 'あ', ' 王 ', '王小'].map(typedLength)).toEqual([2, 2, 2, 2, 4]);
	expect(['', '  ', 'a', ' a ', 'é', 'م', 'ab'].map(typedLength)).toEqual([0, 0, 1, 1, 1, 1, 2]);
});
