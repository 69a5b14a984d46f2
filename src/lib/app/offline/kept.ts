/** What a device keeps for one person, to be read without a connection. What rooms keep stands beside this. */
export interface Kept {
	user_id: string;
	/** When it was true, and until when it may be shown; instants. */
	at: string;
	until: string;
	/** IANA name: times of day are shown in it. */
	time_zone: string;
}

/** One shelf: what is kept, the page that shows it, and what that page is made of. */
const shelf = 'lantern-offline';
const place = '/offline/kept';

/** Without HTTPS browsers keep nothing and run no service worker. */
const canKeep = () => typeof caches !== 'undefined';

export async function write(kept: Kept): Promise<void> {
	if (!canKeep()) return;
	const cache = await caches.open(shelf);
	await cache.put(place, Response.json(kept));
}

/** What is kept; `late` when there was something, too old to rely on, which is gone now. */
export async function read<What extends Kept>(now: Date): Promise<What | 'late' | null> {
	if (!canKeep()) return null;
	const found = await caches.match(place, { cacheName: shelf });
	if (!found) return null;
	const kept = (await found.json()) as What;
	if (Date.parse(kept.until) > now.getTime()) return kept;
	await forget();
	return 'late';
}

/** Removes everything about patients from this device; the page that would show it may stay. */
export async function forget(): Promise<void> {
	if (!canKeep()) return;
	const cache = await caches.open(shelf);
	await cache.delete(place);
}

/**
 * Puts the page that shows what is kept on the shelf, with all it is made of, unless this version of it
 * is there. Fetched as a stranger, in the language in use: it must hold nothing of anybody.
 */
export async function keepPage(address: string, version: string, language: string): Promise<void> {
	if (!canKeep()) return;
	const cache = await caches.open(shelf);
	const mark = `${address}?version=${version}&language=${language}`;
	if (await cache.match(mark)) return;

	const page = await fetch(address, {
		credentials: 'omit',
		headers: { 'accept-language': language }
	});
	if (!page.ok) return;
	const html = await page.clone().text();
	const named = `${page.headers.get('link') ?? ''} ${html}`;
	const parts = new Set(named.match(/\/?_app\/immutable\/[\w./-]+\.(?:js|css|woff2)/g) ?? []);
	const old = await cache.keys();
	await cache.addAll([...parts].map((part) => (part.startsWith('/') ? part : `/${part}`)));
	await cache.put(address, page);
	await cache.put(mark, new Response());
	const wanted = new Set(
		[place, address, mark, ...parts].map((part) => new URL(part, location.origin).href)
	);
	await Promise.all(old.filter(({ url }) => !wanted.has(url)).map((entry) => cache.delete(entry)));
}
