/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />

/*
 * Stands between the app and a network that is not there. It holds nothing itself: what may be read
 * without a connection, and the page that shows it, are kept by `$lib/offline`.
 */
const worker = globalThis.self as unknown as ServiceWorkerGlobalScope;
const shelf = 'lantern-offline';
const page = '/offline';

worker.addEventListener('install', () => void worker.skipWaiting());

worker.addEventListener('activate', (event) => {
	event.waitUntil(
		Promise.all([worker.clients.claim(), worker.registration.navigationPreload.enable()])
	);
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	if (request.mode === 'navigate') {
		event.respondWith(navigate(event, url));
	} else if (url.pathname.startsWith('/_app/immutable/')) {
		event.respondWith(part(request));
	}
});

/** The page asked for; without a network the one that shows what is kept, which leads there later. */
async function navigate(event: FetchEvent, url: URL): Promise<Response> {
	try {
		const preloaded = (await event.preloadResponse) as Response | undefined;
		return preloaded ?? (await fetch(event.request));
	} catch (unreachable) {
		const kept = await caches.match(page, { cacheName: shelf });
		if (!kept) throw unreachable;
		if (url.pathname === page) return kept;
		return Response.redirect(`${page}?wanted=${encodeURIComponent(url.pathname + url.search)}`);
	}
}

/** Parts of the app never change under their name: one that is kept need not be fetched. */
async function part(request: Request): Promise<Response> {
	return (await caches.match(request, { cacheName: shelf })) ?? fetch(request);
}
