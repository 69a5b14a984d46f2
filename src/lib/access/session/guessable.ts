import { dictionary } from '@zxcvbn-ts/language-common';

/** Passwords known from breaches, in small letters. On the server alone: half a megabyte. */
const known = new Set(dictionary['passwords-common'].map((word) => word.toLowerCase()));
/** A shorter word is only a part of what is guessed. */
const wordLength = 8;

/** Whether whoever guesses comes to it soon: one of the known, with or without what is hung on it, or little beside the address. */
export function isGuessable(password: string, email = ''): boolean {
	const lower = password.toLowerCase();
	const [name = ''] = email.toLowerCase().split('@');
	const word = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
	return (
		new Set(lower).size < 5 ||
		known.has(lower) ||
		(word.length >= wordLength && known.has(word)) ||
		(name.length > 3 && lower.includes(name) && lower.length - name.length < wordLength)
	);
}
