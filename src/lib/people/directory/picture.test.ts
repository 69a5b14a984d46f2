import { expect, test } from 'vitest';
import { bare } from './picture';

const bytes = (...parts: (number[] | string)[]) =>
	Uint8Array.from(
		parts.flatMap((part) =>
			typeof part === 'string' ? [...part].map((sign) => sign.charCodeAt(0)) : part
		)
	);
const text = (file: Uint8Array | undefined) => String.fromCharCode(...(file ?? []));

const soi = [0xff, 0xd8];
const eoi = [0xff, 0xd9];
const segment = (marker: number, content: string) =>
	text(bytes([0xff, marker, 0, content.length + 2], content));
/** Data that looks like markers and is none. */
const scan = (content: string) =>
	text(bytes([0xff, 0xda, 0, 3, 1], content, [0xff, 0x00, 0xff, 0xd3]));

test('of a JPEG what draws it stays: not where it was taken, nor what stands behind it', () => {
	const kept = bytes(
		soi,
		segment(0xe0, 'JFIF'),
		segment(0xee, 'Adobe'),
		segment(0xdb, 'table'),
		scan('first'),
		segment(0xc4, 'more'),
		scan('second'),
		eoi
	);
	const sent = bytes(
		soi,
		segment(0xe0, 'JFIF'),
		segment(0xe1, 'Exif GPS'),
		segment(0xee, 'Adobe'),
		segment(0xfe, 'a comment'),
		segment(0xdb, 'table'),
		scan('first'),
		segment(0xc4, 'more'),
		segment(0xed, 'Photoshop'),
		scan('second'),
		eoi,
		'another picture'
	);
	expect(bare(sent)).toEqual({ kind: 'jpg', bytes: kept });
});

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const chunk = (name: string, content: string) =>
	text(bytes([0, 0, 0, content.length], name, content, 'crc!'));

test('of a PNG likewise', () => {
	const head = chunk('IHDR', 'head');
	const data = chunk('IDAT', 'data');
	const end = chunk('IEND', '');
	expect(
		bare(bytes(signature, head, chunk('eXIf', 'GPS'), data, chunk('tEXt', 'me'), end, 'behind'))
	).toEqual({ kind: 'png', bytes: bytes(signature, head, data, end) });
});

test.each([
	['nothing', bytes()],
	['a page', bytes('<script>alert(1)</script>')],
	['a JPEG cut off', bytes(soi, segment(0xdb, 'table'))],
	['a JPEG whose segment ends behind it', bytes(soi, [0xff, 0xdb, 0xff, 0xff, 1])],
	['a JPEG whose segment has no length', bytes(soi, [0xff, 0xdb, 0, 0], eoi)],
	['a PNG without an end', bytes(signature, chunk('IHDR', 'head'))],
	['a PNG whose part ends behind it', bytes(signature, [0, 0, 0xff, 0], 'IDAT', 'x'.repeat(20))]
])('%s is no picture', (_, file) => {
	expect(bare(file)).toBeNull();
});
