import {
	test as base,
	type BrowserContext,
	type BrowserContextOptions,
	type Page
} from '@playwright/test';
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
	/**
	 * The one page that this process keeps for somebody, or for a visitor: what was loaded once is there. For tests that only look.
	 */
	keptPageAs(who: DemoRole | null): Promise<Page>;
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
	/** Makes somebody's session, once in ten minutes and a process. */
	sessionOf(email: string): Promise<Session>;
	kept: Map<DemoRole | null, Page>;
}

/** Opens the sign-in page, signs in by the form and waits until the person is in. */
export async function signIn(page: Page, email: string, password = demoPassword): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Email').fill(email);
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
	sessionOf: [
		async ({ app, playwright }, use) => {
			const sessions = new Map<string, Promise<Session>>();
			/** What the form sends where there is no JavaScript; that it can be typed has tests of its own. */
			const signedIn = async (email: string): Promise<Session> => {
				const browserless = await playwright.request.newContext({
					baseURL: app,
					extraHTTPHeaders: { origin: app, accept: 'text/html', 'accept-language': 'en-GB' }
				});
				const answer = await browserless.post('/sign-in?/signIn', {
					form: { email, password: demoPassword },
					maxRedirects: 0
				});
				if (answer.status() !== 303) {
					throw new Error(`${email} could not sign in: the app answered ${answer.status()}`);
				}
				const session = await browserless.storageState();
				await browserless.dispose();
				return session;
			};
			await use((email) => {
				// What is dangerous is refused to who signed in a quarter of an hour ago.
				const since = Math.floor(Date.now() / 600_000);
				const session = sessions.get(`${email} ${since}`) ?? signedIn(email);
				sessions.set(`${email} ${since}`, session);
				return session;
			});
		},
		{ scope: 'worker' }
	],
	kept: [
		async ({}, use) => {
			const kept = new Map<DemoRole | null, Page>();
			await use(kept);
			await Promise.all([...kept.values()].map((page) => page.context().close()));
		},
		{ scope: 'worker' }
	],

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

	pageAs: async ({ browser, sessionOf, app, locale, timezoneId }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async (who, options = {}) => {
			const email = typeof who === 'string' ? demoPeople[who] : who.email;
			const shared = { baseURL: app, locale, timezoneId };
			const storageState = await sessionOf(email);
			const context = await browser.newContext({ ...shared, storageState, ...options });
			contexts.push(context);
			return context.newPage();
		});
		await Promise.all(contexts.map((context) => context.close()));
	},

	keptPageAs: async ({ browser, sessionOf, kept, app, locale, timezoneId, viewport }, use) => {
		const shown: Page[] = [];
		await use(async (who) => {
			let page = kept.get(who);
			if (!page) {
				const storageState = who === null ? undefined : await sessionOf(demoPeople[who]);
				const context = await browser.newContext({
					baseURL: app,
					locale,
					timezoneId,
					storageState
				});
				page = await context.newPage();
				kept.set(who, page);
			}
			shown.push(page);
			await page.emulateMedia({ reducedMotion: null });
			if (viewport) await page.setViewportSize(viewport);
			return page;
		});
		// A page that is left open would read again whatever other tests change.
		await Promise.all(shown.map((page) => page.goto('about:blank')));
	}
});

export { expect } from '@playwright/test';
