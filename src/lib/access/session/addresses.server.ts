import { resolve } from '$app/paths';

/** Where the links in our mails lead. */
export function confirmAddress(url: URL): string {
	// What resolve gives is relative to the page that is asked for.
	return new URL(resolve('/auth/confirm'), url).href;
}
