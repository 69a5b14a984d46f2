import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

const systemBrowsers = [
	'/usr/bin/chromium-headless-shell',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/**
 * The browser tests drive: Playwright's own, `CHROMIUM_PATH`, then the system's; undefined if none. Of
 * each first the one without windows: drawing them costs a third more.
 */
export function findBrowser(): string | undefined {
	const own = chromium.executablePath();
	const wanted = [...shellBeside(own), own, process.env.CHROMIUM_PATH ?? '', ...systemBrowsers];
	return wanted.find((path) => path !== '' && existsSync(path));
}

/** Playwright tells where its whole browser is, not the one without windows in the folder beside it. */
function shellBeside(browser: string): string[] {
	const folder = browser.replace(/([\\/])chromium-(\d+)[\\/].*$/, '$1chromium_headless_shell-$2');
	if (folder === browser || !existsSync(folder)) return [];
	return readdirSync(folder).map((platform) => join(folder, platform, 'chrome-headless-shell'));
}

/*
 * What Chromium does for people who browse, and tests pay a quarter of their processor time for: a process that waits for
 * the next page, and a graphics card made of software. Playwright's own list, of which Chromium takes the last, is repeated as
 * far as it matters here.
 */
const unwanted = [
	'SpareRendererForSitePerProcess',
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'MediaRouter',
	'OptimizationHints',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'Translate'
];

/** Playwright launch options for that browser; as root Chromium runs only without its sandbox. */
export function browserLaunch(): { executablePath?: string; args: string[] } {
	const asRoot = process.getuid?.() === 0;
	const quiet = [
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-quic',
		'--disable-gpu',
		`--disable-features=${unwanted.join()}`
	];
	return {
		executablePath: findBrowser(),
		args: asRoot ? ['--no-sandbox', ...quiet] : quiet
	};
}
