import { base } from '$app/paths';

/** The address of a path the database gave (a notification's link, which it keeps to paths of the app). */
export function siteAddress(path: string): string {
	return base + path;
}
