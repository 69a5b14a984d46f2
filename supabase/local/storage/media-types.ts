/** Bytes of a file that are enough to recognise every type known here. */
export const sniffedBytes = 256;

const ascii = (text: string, offset = 0) => ({ offset, bytes: Buffer.from(text, 'latin1') });
const hex = (text: string, offset = 0) => ({ offset, bytes: Buffer.from(text, 'hex') });

/** Marks that files of a type bear, each a list of marks that must all be there. */
const signatures: Record<string, ReturnType<typeof ascii>[]> = {
	'image/png': [hex('89504e470d0a1a0a')],
	'image/jpeg': [hex('ffd8ff')],
	'image/gif': [ascii('GIF8')],
	'image/webp': [ascii('RIFF'), ascii('WEBP', 8)],
	'application/pdf': [ascii('%PDF-')],
	'application/zip': [ascii('PK\x03\x04')],
	'application/gzip': [hex('1f8b')],
	'application/dicom': [ascii('DICM', 128)],
	'video/mp4': [ascii('ftyp', 4)],
	'application/x-msdownload': [ascii('MZ')],
	'application/x-elf': [ascii('\x7fELF')]
};

/** The type without its parameters, in lower case: `Text/Plain; charset=utf-8` → `text/plain`. */
export function bareType(type: string): string {
	return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** Whether a bucket's list lets a type in. The list may have wildcards such as `image/*`. */
export function isAllowed(type: string, allowed: string[]): boolean {
	const bare = bareType(type);
	return allowed.some((pattern) => {
		const wanted = bareType(pattern);
		if (wanted === '*/*') return true;
		return wanted.endsWith('/*') ? bare.startsWith(wanted.slice(0, -1)) : bare === wanted;
	});
}

/**
 * Whether a file's first bytes belie its declared type: a type with a signature must bear it, and
 * text must bear none. Of other types nothing is known, so nothing is held against them.
 */
export function belies(head: Buffer, declared: string): boolean {
	const bare = bareType(declared);
	const signature = signatures[bare];
	if (signature) return !bears(head, signature);
	return bare.startsWith('text/') && Object.values(signatures).some((other) => bears(head, other));
}

function bears(head: Buffer, signature: ReturnType<typeof ascii>[]): boolean {
	return signature.every(({ offset, bytes }) =>
		head.subarray(offset, offset + bytes.length).equals(bytes)
	);
}
