import { base } from '$app/paths';

/** Where the app is, without a slash at the end: for links that are followed from elsewhere. */
export const appAddress = (url: URL): string => url.origin + base;

/** The ways to one calendar. */
export interface FeedLinks {
	/** For programs that ask for an address. */
	address: string;
	/** Opens the device's own calendar program. */
	webcal: string;
	google: string;
	outlook: string;
}

/** Where programs read a calendar, and the pages on which they ask whether to follow it. */
export function feedLinks(url: URL, token: string, name: string): FeedLinks {
	const address = `${appAddress(url)}/feeds/${token}.ics`;
	const webcal = address.replace(/^https?:/, 'webcal:');
	return {
		address,
		webcal,
		google: `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(webcal)}`,
		outlook: `https://outlook.office.com/calendar/0/addfromweb?url=${encodeURIComponent(address)}&name=${encodeURIComponent(name)}`
	};
}
