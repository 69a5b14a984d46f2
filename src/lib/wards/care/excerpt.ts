const opening = '\uE000';
const closing = '\uE001';

/** An excerpt as `search_care` gives it, cut where what was found begins and ends. */
export function pieces(excerpt: string): { text: string; found: boolean }[] {
	return excerpt.split(opening).flatMap((part, index) => {
		if (index === 0) return part ? [{ text: part, found: false }] : [];
		const [found = '', ...rest] = part.split(closing);
		const after = rest.join('');
		return [{ text: found, found: true }, ...(after ? [{ text: after, found: false }] : [])];
	});
}
