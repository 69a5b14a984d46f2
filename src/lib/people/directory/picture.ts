/*
 * What a picture shows, and nothing else: a phone writes into each where it was taken. Whatever is not needed to draw it
 * is left out, and so is all that stands behind it.
 */

export interface Picture {
	kind: 'jpg' | 'png';
	bytes: Uint8Array<ArrayBuffer>;
}

/** A JPEG or PNG without what it tells besides; null for anything else, and for what is broken. */
export function bare(file: Uint8Array): Picture | null {
	if (file[0] === 0xff && file[1] === 0xd8) return joined('jpg', jpegParts(file));
	if (pngSignature.every((byte, place) => file[place] === byte)) {
		return joined('png', pngParts(file));
	}
	return null;
}

function joined(kind: Picture['kind'], parts: Uint8Array[] | null): Picture | null {
	if (!parts) return null;
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return { kind, bytes };
}

/** APP1 to APP15 (Exif, XMP, Photoshop …) but Adobe's, without which colours are wrong, and comments. */
const said = (marker: number) =>
	(marker > 0xe0 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;

function jpegParts(file: Uint8Array): Uint8Array[] | null {
	const parts = [file.subarray(0, 2)];
	let at = 2;
	for (;;) {
		const marker = file[at + 1];
		if (file[at] !== 0xff || marker === undefined) return null;
		if (marker === 0xd9) return [...parts, file.subarray(at, at + 2)];
		const end = at + 2 + ((file[at + 2] ?? 0) << 8) + (file[at + 3] ?? 0);
		if (end < at + 4 || end > file.length) return null;
		let until = end;
		// A scan's data has no length: it goes on to the next marker that is none of its own.
		if (marker === 0xda) {
			while (until < file.length && !(file[until] === 0xff && !ofScan(file[until + 1]))) until++;
		}
		if (!said(marker)) parts.push(file.subarray(at, until));
		at = until;
	}
}
const ofScan = (byte = 0) => byte === 0 || byte === 0xff || (byte >= 0xd0 && byte <= 0xd7);

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const drawn = new Set('IHDR PLTE tRNS gAMA cHRM sRGB sBIT pHYs bKGD IDAT IEND'.split(' '));

function pngParts(file: Uint8Array): Uint8Array[] | null {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const parts = [file.subarray(0, 8)];
	let at = 8;
	while (at + 12 <= file.length) {
		const end = at + 12 + view.getUint32(at);
		if (end > file.length) return null;
		const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
		if (drawn.has(name)) parts.push(file.subarray(at, end));
		if (name === 'IEND') return parts;
		at = end;
	}
	return null;
}
