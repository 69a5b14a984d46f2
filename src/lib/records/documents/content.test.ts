import { expect, test } from 'vitest';
import { mediaTypeOf } from './content';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
	['\xff\xd8\xff\xe0 a photo', 'image/jpeg'],
	['\x89PNG\r\n\x1a\n', 'image/png'],
	['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
	['%PDF-1.7\n', 'application/pdf'],
	[`${'\0'.repeat(128)}DICM`, 'application/dicom'],
	['Sodium 141 mmol/L\r\n', 'text/plain'],
	['Ni\xc3\xb1o', 'text/plain']
])('%j is known by its content', (content, type) => {
	expect(mediaTypeOf(bytes(content))).toBe(type);
});

test.each([
	['MZ\x90\0\x03', 'a program'],
	['PK\x03\x04', 'an archive, and every office file'],
	[' <!DOCTYPE html><script>', 'a page'],
	['<svg onload="">', 'a drawing that can act'],
	['\x01 %PDF-1.7', 'a PDF that begins with something else'],
	['GIF89a\x01\0', 'a kind of image that is not taken'],
	['Ni\xf1o', 'text of an encoding nobody names'],
	['  \n', 'nothing'],
	['', 'an empty file']
])('%j is refused: %s', (content) => {
	expect(mediaTypeOf(bytes(content))).toBeNull();
});
