import { expect, test } from 'vitest';
import { isGuessable } from './guessable';

test('what is tried first is guessable, whatever is hung on it', () => {
	for (const password of [
		'1234567890',
		'Qwertyuiop',
		'aaaaaaaaaaaab',
		'Sunshine-2026',
		'!!basketball1'
	]) {
		expect(isGuessable(password), password).toBe(true);
	}
	expect(isGuessable('ada.lovelace26', 'Ada.Lovelace@example.org')).toBe(true);
	for (const password of ['Lantern-2026', 'the kettle sings at dawn', 'Correct-Horse-7']) {
		expect(isGuessable(password, 'ada.lovelace@example.org'), password).toBe(false);
	}
});
