/** Hands bytes to the browser as a file to keep. */
export function download(bytes: Uint8Array, name: string, type: string): void {
	const url = URL.createObjectURL(new Blob([bytes.slice()], { type }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken it by then; a revoked address would break a slow disk's download.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
