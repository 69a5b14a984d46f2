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
