/* Codes of one digit, and those of two; all others have three (ITU-T E.164). */
const one = new Set(['1', '7']);
const two = new Set(
	(
		'20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 ' +
		'81 82 84 86 90 91 92 93 94 95 98'
	).split(' ')
);

/** Where numbers are not written in threes: by code and first digits, how many digits stand together. */
const groups: Record<string, [begins: string, together: number[]][]> = {
	'1': [['', [3, 3, 4]]],
	'7': [['', [3, 3, 2, 2]]],
	'33': [['', [1, 2, 2, 2, 2]]],
	'39': [['3', [3, 3, 4]]],
	'44': [
		['2', [2, 4, 4]],
		['7', [4, 6]],
		['', [4, 6]]
	],
	'52': [['', [2, 4, 4]]],
	'54': [['', [2, 4, 4]]],
	'55': [['', [2, 5, 4]]],
	'86': [['1', [3, 4, 4]]],
	'91': [['', [5, 5]]]
};

function split(digits: string): [code: string, rest: string] {
	const length = one.has(digits.slice(0, 1)) ? 1 : two.has(digits.slice(0, 2)) ? 2 : 3;
	return [digits.slice(0, length), digits.slice(length)];
}

/** Digits in groups: as its country has them, else in threes, of which the last may be four. */
function grouped(code: string, rest: string): string {
	const together =
		groups[code]?.find(
			([begins, sizes]) =>
				rest.startsWith(begins) && sizes.reduce((sum, size) => sum + size, 0) === rest.length
		)?.[1] ?? [];
	const parts: string[] = [];
	let at = 0;
	for (let place = 0; at < rest.length; place++) {
		const left = rest.length - at;
		const size = together[place] ?? (left === 4 ? 4 : 3);
		parts.push(rest.slice(at, at + size));
		at += size;
	}
	return parts.join(' ');
}

/** A number that is kept as E.164 has it, as people read it: "+34 612 345 678 ext. 12". */
export function formatPhone(number: string, extension?: string | null): string {
	const digits = /^\+(\d+)$/.exec(number)?.[1];
	if (!digits) return number;
	const [code, rest] = split(digits);
	return `+${code} ${grouped(code, rest)}${extension ? ` ext. ${extension}` : ''}`;
}

/** Where a telephone dials a number: RFC 3966. */
export const phoneLink = (number: string, extension?: string | null): string =>
	`tel:${number}${extension ? `;ext=${extension}` : ''}`;
