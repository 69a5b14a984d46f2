/**
 * Of the screens of one part of the app the one that is shown: whose address the shown one is or lies below, the longest of
 * those. A server writes addresses relative to the page.
 */
export function currentOf<Section extends { href: string }>(
	sections: readonly Section[],
	shown: URL
): Section | undefined {
	const pathOf = ({ href }: Section) => new URL(href, shown).pathname;
	return sections
		.filter((section) => {
			const path = pathOf(section);
			return shown.pathname === path || shown.pathname.startsWith(`${path}/`);
		})
		.toSorted((one, other) => pathOf(other).length - pathOf(one).length)[0];
}
