import type { Cookies } from '@sveltejs/kit';
import { keepForAYear } from '$lib/app/server/keep';
import { boardView, viewCookie, type BoardView } from './views';

/** How the reader wants to see beds: as the address says, which is kept, or as they chose before. */
export function chosenView(event: { url: URL; cookies: Cookies }, usual: BoardView): BoardView {
	const { url, cookies } = event;
	const asked = boardView(url.searchParams.get('view'));
	if (!asked) return boardView(cookies.get(viewCookie)) ?? usual;
	if (asked !== cookies.get(viewCookie)) keepForAYear(event, viewCookie, asked, { path: '/wards' });
	return asked;
}
