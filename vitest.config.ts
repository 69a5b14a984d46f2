import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserLaunch } from './tests/support/browser.ts';

/**
 * `unit` and `component` need nothing; `local` starts stacks of its own; `database` and `functions`
 * run against the one stack that `tests/support/global-setup.ts` finds or starts.
 */
export default defineConfig({
	test: {
		expect: { requireAssertions: true },
		maxWorkers: 2,
		projects: [
			{
				extends: './vite.config.ts',
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts'],
					exclude: ['src/**/*.browser.test.ts']
				}
			},
			{
				extends: './vite.config.ts',
				test: {
					name: 'component',
					include: ['src/**/*.browser.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: browserLaunch() }),
						instances: [{ browser: 'chromium' }]
					}
				}
			},
			{
				test: {
					name: 'local',
					environment: 'node',
					include: ['supabase/local/**/*.test.ts'],
					globalSetup: ['./tests/support/local-setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			},
			{
				test: {
					name: 'database',
					environment: 'node',
					include: ['tests/database/**/*.test.ts', 'tests/functions/**/*.test.ts'],
					globalSetup: ['./tests/support/global-setup.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000
				}
			}
		]
	}
});
