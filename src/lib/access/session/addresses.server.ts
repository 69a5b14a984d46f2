import { resolve } from '$app/paths';

/** Where the links in our mails lead. */
export function confirmAddress(url: URL): string {
	return url.origin + resolve('/auth/confirm');
}
