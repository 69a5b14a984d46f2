/**
 * Where a link or a provider may send people afterwards: the site itself and what the project
 * allows. In patterns `*` and `?` stop at `.` and `/`, `**` does not — hosted's rules.
 */
export class Redirects {
	readonly #siteUrl: string;
	readonly #allowed: RegExp[];

	constructor(siteUrl: string, patterns: string[]) {
		this.#siteUrl = siteUrl;
		this.#allowed = patterns.map(toExpression);
	}

	/** The address asked for if it is allowed, else the site's. */
	choose(asked: string | null | undefined): string {
		if (!asked || !URL.canParse(asked)) return this.#siteUrl;
		// Compared as a browser would read it, so that no odd spelling slips past a pattern.
		const url = new URL(asked);
		if (url.username || url.password) return this.#siteUrl;
		const sameSite = url.origin !== 'null' && url.origin === new URL(this.#siteUrl).origin;
		const allowed = this.#allowed.some((pattern) => pattern.test(url.href));
		return sameSite || allowed ? url.href : this.#siteUrl;
	}
}

/** What a site on this machine may lead to besides itself: its other name, and the app while it is written. */
export function homeOf(siteUrl: string): string[] {
	const { hostname, port } = new URL(siteUrl);
	if (hostname !== '127.0.0.1' && hostname !== 'localhost') return [];
	return ['127.0.0.1', 'localhost'].flatMap((name) =>
		[port || '80', '5173'].map((at) => `http://${name}:${at}/**`)
	);
}

function toExpression(pattern: string): RegExp {
	const source = pattern.replace(/\*\*|[*?]|[\\^$.|+()[\]{}]/g, (found) => {
		if (found === '**') return '.*';
		if (found === '*') return '[^./]*';
		if (found === '?') return '[^./]';
		return `\\${found}`;
	});
	// A bare origin is spelt with a slash once it has been read as a URL.
	return new RegExp(`^${source}/?$`);
}
