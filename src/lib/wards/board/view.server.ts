import type { Cookies } from '@sveltejs/kit';
import { boardView, viewCookie, type BoardView } from './views';

const oneYear = 365 * 24 * 60 * 60;

/** How the reader wants to see beds: as the address says, which is kept, or as they chose before. */
export function chosenView(
	{ url, cookies }: { url: URL; cookies: Cookies },
	usual: BoardView
): BoardView {
	const asked = boardView(url.searchParams.get('view'));
	if (!asked) return boardView(cookies.get(viewCookie)) ?? usual;
	if (asked !== cookies.get(viewCookie)) {
		cookies.set(viewCookie, asked, { path: '/wards', maxAge: oneYear, sameSite: 'lax' });
	}
	return asked;
}
