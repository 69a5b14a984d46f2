/** The page again, saying that it is saved. The time makes it another address: its form begins anew. */
export const afterSaving = (url: URL, done = 'saved') =>
	`${url.pathname}?done=${done}&at=${Date.now()}`;

/** What a catalogue's address asks to edit: `new`, the id of a row there is, or nothing. */
export function editingOf(url: URL, rows: readonly { id: string }[]): string | null {
	const asked = url.searchParams.get('edit');
	return asked === 'new' || rows.some(({ id }) => id === asked) ? asked : null;
}
