import { once } from 'node:events';
import { chromium, type Browser, type Page } from 'playwright';
import { appAnswers, buildApp, spawnApp } from '../../supabase/local/app.ts';
import { freePort } from '../../supabase/local/ports.ts';
import { browserLaunch } from '../support/browser.ts';
import { demoPassword, demoPeople } from '../support/people.ts';
import type { Bench } from './bench.ts';
import { inWords, ms, quantile, type Figure } from './figures.ts';

const now = () => performance.timeOrigin + performance.now();
const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

/** Left by the page itself, in ms since 1970: when each bed that was looked for had been drawn, and slow frames. */
interface Seen {
	painted: Record<string, number>;
	frames: number[];
}

/** Notes in the page when a bed's mark has changed and was drawn, and how long each frame took. */
function watch(): void {
	const seen: Seen = { painted: {}, frames: [] };
	Object.assign(window, { seen });
	let last = performance.now();
	const frame = (time: number) => {
		seen.frames.push(time - last);
		last = time;
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
	new MutationObserver((changes) => {
		const beds = new Set(
			changes.map(({ target }) => {
				const element = target instanceof Element ? target : target.parentElement;
				return element?.closest('[aria-label^="Bed "]')?.getAttribute('aria-label');
			})
		);
		// The frame after the one in which it is drawn begins once that has been shown.
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				for (const bed of beds) {
					if (bed) seen.painted[bed] ??= performance.timeOrigin + performance.now();
				}
			})
		);
	}).observe(document.body, {
		subtree: true,
		childList: true,
		characterData: true,
		attributes: true
	});
}

async function signedInPage(browser: Browser, app: string): Promise<Page> {
	const context = await browser.newContext({ baseURL: app, locale: 'en-US' });
	await context.request.post('/sign-in?/signIn', {
		headers: { origin: app, accept: 'text/html' },
		form: { email: demoPeople.bed_manager, password: demoPassword },
		maxRedirects: 0
	});
	return context.newPage();
}

/** From the commit of a change of a bed to its drawing, on a screen that shows every bed of the hospital. */
export async function bedPainted(bench: Bench, changes = 30): Promise<Figure[]> {
	await buildApp();
	const port = await freePort();
	const address = `http://127.0.0.1:${port}`;
	const app = spawnApp({
		port,
		host: '127.0.0.1',
		supabaseUrl: bench.stack.url,
		publishableKey: bench.stack.keys.publishable
	});
	app.stdout?.resume();
	await appAnswers(address);
	const browser = await chromium.launch(browserLaunch());
	try {
		const page = await signedInPage(browser, address);
		const reads: string[] = [];
		page.on('request', (request) => {
			const { pathname } = new URL(request.url());
			// Of the page as a whole from the app, of a ward alone from the API; and looks whether they are there. The
			// bell reads its own.
			if (pathname.endsWith('/rpc/inbox')) return;
			if (/__data\.json$|^\/rest\/|^\/reachable$/.test(pathname)) reads.push(pathname);
		});
		await page.goto('/wards/all');
		await page.getByText('Live', { exact: true }).waitFor();
		await pause(3000);
		const opening = reads.splice(0);

		const { rows: beds } = await bench.owner.query<{ id: string; label: string }>(
			`select id, label from public.beds where active and not exists (
				select from public.bed_stays where bed_id = beds.id and is_current
			) and not exists (
				select from public.bed_closures where bed_id = beds.id and ended_at is null
			) order by id limit $1`,
			[changes]
		);
		// What esbuild wraps named functions in; the page has none.
		await page.evaluate('globalThis.__name = (named) => named');
		await page.evaluate(watch);
		const committed: number[] = [];
		for (const { id } of beds) {
			await bench.owner.query(
				`insert into public.bed_closures (bed_id, ward_id, reason, note)
				 select id, ward_id, 'C', 'Measured' from public.beds where id = $1`,
				[id]
			);
			committed.push(now());
			await pause(1000);
		}
		const { painted, frames } = await page.evaluate(
			() => (window as unknown as { seen: Seen }).seen
		);
		const delays = beds.flatMap(({ label }, index) => {
			const at = painted[`Bed ${label}`];
			return at === undefined ? [] : [at - (committed[index] ?? NaN)];
		});
		const { rows: all } = await bench.owner.query<{ count: number }>(
			'select count(*)::int as count from public.beds where active'
		);
		const p95 = quantile(delays, 0.95);
		const longest = Math.max(...frames);
		return [
			{
				name: `bed change → painted, ${inWords(all[0]?.count ?? 0)} beds on the screen`,
				measured: `p50 ${ms(quantile(delays, 0.5))}, p95 ${ms(p95)}, ${delays.length} of ${beds.length} seen; longest frame ${ms(longest)}, ${frames.filter((time) => time > 50).length} of ${frames.length} over 50 ms`,
				target: 'p95 ≤ 150 ms, all, no frame over 50 ms',
				met: p95 <= 150 && delays.length === beds.length && longest <= 50
			},
			{
				name: 'reads of a live screen',
				measured: `${opening.length} after opening${opening.map((path) => ` ${path}`).join('')}, ${reads.length} for ${beds.length} broadcasts (${reads.filter((path) => path === '/reachable').length} looks whether the hospital is there)`,
				target: '0, one each (0)',
				met: opening.length === 0 && reads.length === beds.length && !reads.includes('/reachable')
			}
		];
	} finally {
		await browser.close();
		const gone = once(app, 'exit');
		app.kill();
		await gone;
	}
}
