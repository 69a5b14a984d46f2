import { m } from '$lib/paraglide/messages.js';

/** "Firefox on Windows", as far as a browser has said what it is. */
export function deviceWords({
	browser,
	system
}: {
	browser: string | null;
	system: string | null;
}): string {
	if (browser && system) return m.sessions_device({ browser, system });
	return browser ?? system ?? m.sessions_device_unknown();
}
