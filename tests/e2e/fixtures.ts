import { test as base, type BrowserContextOptions, type Page } from '@playwright/test';
import pg from 'pg';
import {
	demoPassword,
	demoPeople,
	signedInClient,
	type Client,
	type DemoRole
} from '../support/people.ts';
import { testStack, type TestStack } from '../support/stack.ts';

type Session = Exclude<BrowserContextOptions['storageState'], undefined>;

interface Fixtures {
	/** A page of somebody's own browser, signed in. Each call opens another browser context. */
	pageAs(who: DemoRole | { email: string }, options?: BrowserContextOptions): Promise<Page>;
	/** A client of the public API, signed in as somebody of the demo hospital. */
	clientAs(who: DemoRole): Promise<Client>;
	/** A page of nobody. */
	visitor: Page;
}

interface WorkerFixtures {
	app: string;
	stack: TestStack;
	/** The owner's connection, for what no person may do: to look behind the screen. */
	owner: pg.Pool;
	sessions: Map<string, Session>;
}

/** Opens the sign-in page, signs in by the form and waits until the person is in. */
export async function signIn(page: Page, email: string, password = demoPassword): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

export const test = base.extend<Fixtures, WorkerFixtures>({
	app: [
		async ({}, use) => {
			const address = process.env.LANTERN_TEST_APP;
			if (!address) throw new Error('No app: run these tests with npm test -- e2e');
			await use(address);
		},
		{ scope: 'worker' }
	],
	stack: [async ({}, use) => use(testStack()), { scope: 'worker' }],
	owner: [
		async ({ stack }, use) => {
			const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
			await use(pool);
			await pool.end();
		},
		{ scope: 'worker' }
	],
	sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],

	baseURL: async ({ app }, use) => use(app),

	visitor: async ({ page }, use) => use(page),

	clientAs: async ({ stack }, use) => {
		const opened: Client[] = [];
		await use(async (who) => {
			const client = await signedInClient(stack, demoPeople[who]);
			opened.push(client);
			return client;
		});
		await Promise.all(opened.map((client) => client.removeAllChannels()));
	},

	pageAs: async ({ browser, sessions, app, locale, timezoneId }, use) => {
		const contexts: { close(): Promise<void> }[] = [];
		await use(async (who, options = {}) => {
			const email = typeof who === 'string' ? demoPeople[who] : who.email;
			const shared = { baseURL: app, locale, timezoneId };
			let session = sessions.get(email);
			if (!session) {
				const first = await browser.newContext(shared);
				const page = await first.newPage();
				await signIn(page, email);
				session = await first.storageState();
				sessions.set(email, session);
				await first.close();
			}
			const context = await browser.newContext({ ...shared, storageState: session, ...options });
			contexts.push(context);
			return context.newPage();
		});
		await Promise.all(contexts.map((context) => context.close()));
	}
});

export { expect } from '@playwright/test';
