import { spawnSync } from 'node:child_process';
import { findBrowser } from '../../tests/support/browser.ts';

/** Makes sure the tests have a browser: an existing one, Playwright's download, or (root) Debian's. */
export function ensureBrowser(): void {
	if (findBrowser()) return;

	console.log('No browser found; installing one for the tests');
	const download = spawnSync(
		process.execPath,
		['node_modules/playwright/cli.js', 'install', 'chromium-headless-shell', 'chromium'],
		{ stdio: 'inherit', timeout: 180_000 }
	);
	if (download.status === 0 && findBrowser()) return;

	const asRoot = process.getuid?.() === 0;
	if (asRoot) {
		spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
		// Not every release of Debian has the one without windows.
		for (const browser of ['chromium-headless-shell', 'chromium']) {
			spawnSync('apt-get', ['install', '-y', '-qq', browser], {
				stdio: 'inherit',
				env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
			});
			if (findBrowser()) return;
		}
	}
	throw new Error(
		'No browser could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to one.'
	);
}
