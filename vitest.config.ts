import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserLaunch } from './tests/support/browser.ts';
import { LongestFirst } from './tests/support/longest-first.ts';

/** One kind after the other, so that each can be held to its budget. */
const order = (groupOrder: number) => ({ groupOrder });

/**
 * `unit` and `component` need nothing; `local` starts stacks of its own; `database`, `functions`
 * and `sweeps` run against the one stack that `tests/support/global-setup.ts` finds or starts.
 */
export default defineConfig({
	test: {
		expect: { requireAssertions: true },
		maxWorkers: 2,
		sequence: { sequencer: LongestFirst },
		projects: [
			{
				extends: './vite.config.ts',
				test: {
					name: 'unit',
					sequence: order(0),
					// Nothing here is of a file alone: loading the code once is most of the time.
					isolate: false,
					environment: 'node',
					include: ['src/**/*.test.ts'],
					exclude: ['src/**/*.browser.test.ts']
				}
			},
			{
				extends: './vite.config.ts',
				// Found while the tests run they would make Vite begin anew, with two Sveltes on a page.
				optimizeDeps: { include: ['bits-ui', '@internationalized/date'] },
				test: {
					name: 'component',
					sequence: order(1),
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
					sequence: order(2),
					// They wait for processes to start and to end.
					maxWorkers: 3,
					environment: 'node',
					include: ['supabase/local/**/*.test.ts', 'tests/{docs,support}/*.test.ts'],
					globalSetup: ['./tests/support/local-setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			},
			{
				test: {
					name: 'database',
					sequence: order(3),
					// Much of it waits: for locks, for clocks, for programs that were killed.
					maxWorkers: 3,
					environment: 'node',
					include: ['tests/database/**/*.test.ts', 'tests/functions/**/*.test.ts'],
					globalSetup: ['./tests/support/global-setup.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000
				}
			},
			{
				// Minutes of trying what would have to be noticed: asked for by name, and no part of the whole.
				test: {
					name: 'sweeps',
					sequence: order(4),
					environment: 'node',
					include: ['tests/sweeps/*.test.ts'],
					globalSetup: ['./tests/support/global-setup.ts'],
					testTimeout: 900_000,
					hookTimeout: 60_000
				}
			}
		]
	}
});
