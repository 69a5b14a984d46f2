import { defineConfig } from '@playwright/test';
import { browserLaunch } from './tests/support/browser.ts';

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.e2e.ts',
	globalSetup: './tests/e2e/global-setup.ts',
	fullyParallel: true,
	forbidOnly: Boolean(process.env.CI),
	// A machine under load may be late once; late twice is a fault.
	retries: 1,
	workers: 2,
	timeout: 90_000,
	expect: { timeout: 10_000 },
	use: {
		locale: 'en-GB',
		// It would stand between the pages and what tests do to their network; offline.e2e.ts has its own.
		serviceWorkers: 'block',
		timezoneId: 'Europe/Madrid',
		launchOptions: browserLaunch(),
		// A trace of every test costs as much as the tests.
		trace: 'on-first-retry'
	}
});
