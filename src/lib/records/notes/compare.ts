import type { Content } from './content';
import { sectionText } from './content';
import { sectionTitle } from './words';

interface Compared {
	key: string;
	title: string;
	/** In their order: what stayed, what was added, what was removed. */
	parts: { text: string; how: 'same' | 'added' | 'removed' }[];
}

/** The sections in which two versions differ, word by word. */
export async function compare(before: Content, after: Content): Promise<Compared[]> {
	const { diffWordsWithSpace } = await import('diff');
	const keys = [...new Set([...before.sections, ...after.sections].map(({ key }) => key))];
	return keys.flatMap((key) => {
		const was = before.sections.find((section) => section.key === key);
		const is = after.sections.find((section) => section.key === key);
		const [old, now] = [was, is].map((section) => (section ? sectionText(section) : ''));
		const shown = is ?? was;
		if (old === now || !shown) return [];
		const parts = diffWordsWithSpace(old ?? '', now ?? '').map(({ value, added, removed }) => ({
			text: value,
			how: added ? ('added' as const) : removed ? ('removed' as const) : ('same' as const)
		}));
		return [{ key, title: sectionTitle(shown), parts }];
	});
}
