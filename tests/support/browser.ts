import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const systemBrowsers = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** The browser tests drive: Playwright's own, `CHROMIUM_PATH`, then the system's; undefined if none. */
export function findBrowser(): string | undefined {
	const wanted = [chromium.executablePath(), process.env.CHROMIUM_PATH ?? '', ...systemBrowsers];
	return wanted.find((path) => path !== '' && existsSync(path));
}

/** Playwright launch options for that browser; as root Chromium runs only without its sandbox. */
export function browserLaunch(): { executablePath?: string; args: string[] } {
	const asRoot = process.getuid?.() === 0;
	const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-quic'];
	return {
		executablePath: findBrowser(),
		args: asRoot ? ['--no-sandbox', ...quiet] : quiet
	};
}
