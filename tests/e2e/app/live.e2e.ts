import type { Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { testWard } from '../ward.ts';

/** Closes the bed for a reason that the board shows. */
const close = (owner: pg.Pool, bedId: string, note: string) =>
	owner.query(
		`insert into public.bed_closures (bed_id, ward_id, reason, note)
		 select id, ward_id, 'C', $2 from public.beds where id = $1`,
		[bedId, note]
	);

/** Which of its reads and looks the page sends, from now on. */
function requestsOf(page: Page): string[] {
	const sent: string[] = [];
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		if (pathname.endsWith('/__data.json') || pathname === '/reachable') sent.push(pathname);
	});
	return sent;
}

/** Other tests give the demo's nurse wards of their own meanwhile, and then her page reads anew: not here. */
const sameAccess = (page: Page) =>
	page.routeWebSocket(/realtime\/v1\/websocket/, (socket) => {
		const server = socket.connectToServer();
		server.onMessage((message) => {
			if (!message.includes('access_changed')) socket.send(message);
		});
	});

/** Longer than any gathering of news: what has not been sent by then is not sent. */
const settled = (page: Page) => page.waitForTimeout(1200);

const live = (page: Page) => expect(page.getByText('Live', { exact: true })).toBeVisible();

test('opening a live page reads it once, and one broadcast reads it once more', async ({
	pageAs,
	owner
}) => {
	const ward = await testWard(owner);
	const page = await pageAs('nurse');
	await sameAccess(page);
	// What made the ward was announced; it is over when the page is asked for.
	const sent = requestsOf(page);
	await page.goto(`/wards/${ward.id}`);
	await live(page);
	await settled(page);
	expect(sent).toEqual([]);

	await close(owner, ward.beds[0].id, 'Broken lamp');
	await expect(page.getByText('Broken lamp').first()).toBeVisible();
	await settled(page);
	expect(sent).toEqual([`/wards/${ward.id}/__data.json`]);
});

test('a page one comes to by a link is read once, too', async ({ pageAs, owner }) => {
	const ward = await testWard(owner);
	const page = await pageAs('nurse');
	await sameAccess(page);
	await page.goto(`/wards/${ward.id}/observations`);
	await live(page);
	const sent = requestsOf(page);
	await page.locator(`#main a[href="/wards/${ward.id}"]`).first().click();
	await expect(page.getByRole('article', { name: `Bed ${ward.beds[0].label}` })).toBeVisible();
	await settled(page);
	// Hovering over the link may have read it ahead, and then the click need not.
	expect(sent).toEqual([`/wards/${ward.id}/__data.json`]);
});

test('what changes between the reading of a page and its joining is shown', async ({
	pageAs,
	owner
}) => {
	const ward = await testWard(owner);
	const page = await pageAs('nurse');
	let connect: () => void = () => {};
	const held = new Promise<void>((release) => (connect = release));
	await page.routeWebSocket(/realtime\/v1\/websocket/, async (socket) => {
		const early: (string | Buffer)[] = [];
		socket.onMessage((message) => void early.push(message));
		await held;
		const server = socket.connectToServer();
		socket.onMessage((message) => server.send(message));
		server.onMessage((message) => {
			if (!message.includes('access_changed')) socket.send(message);
		});
		for (const message of early) server.send(message);
	});
	const sent = requestsOf(page);
	await page.goto(`/wards/${ward.id}`);
	await expect(page.getByRole('article', { name: `Bed ${ward.beds[0].label}` })).toBeVisible();
	await close(owner, ward.beds[0].id, 'Leaking tap');
	await page.waitForTimeout(500);
	expect(sent).toEqual([]);
	connect();

	await expect(page.getByText('Leaking tap').first()).toBeVisible();
	await settled(page);
	expect(sent).toEqual([`/wards/${ward.id}/__data.json`]);
});

test('a change of which nothing was delivered is shown within fifteen seconds', async ({
	pageAs,
	owner
}) => {
	const ward = await testWard(owner);
	const page = await pageAs('nurse');
	await page.routeWebSocket(/realtime\/v1\/websocket/, (socket) => {
		const server = socket.connectToServer();
		server.onMessage((message) => {
			if (!message.includes('bed_board_changed')) socket.send(message);
		});
	});
	await page.goto(`/wards/${ward.id}`);
	await live(page);
	await close(owner, ward.beds[0].id, 'Lost in the network');
	await expect(page.getByText('Lost in the network').first()).toBeVisible({ timeout: 15_000 });
});

test('the desk follows one channel, however many doctors there are', async ({ pageAs }) => {
	const page = await pageAs('receptionist');
	const joined = new Set<string>();
	page.on('websocket', (socket) =>
		socket.on('framesent', ({ payload }) => {
			const text = payload.toString();
			const topic = /"realtime:([^"]+)","phx_join"/.exec(text)?.[1];
			if (topic) joined.add(topic.replace(/:.*/, ''));
		})
	);
	await page.goto('/reception');
	await live(page);

	// And the one on which the database says what it has announced.
	await expect.poll(() => [...joined].sort()).toEqual(['calendar', 'tick', 'user']);
});
