import type { BrowserContext, Page } from '@playwright/test';
import type pg from 'pg';
import { axeProblems, settled } from '../../support/axe.ts';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';
import { lieIn, testWard, type TestWard } from '../ward.ts';

/** Has what can be read offline, and whoever serves it, been put on this device? */
async function kept(page: Page, name: string): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready);
	await expect
		.poll(
			() =>
				page.evaluate(async (wanted) => {
					const [screen, data] = await Promise.all([
						caches.match('/offline'),
						caches.match('/offline/kept')
					]);
					return Boolean(screen) && ((await data?.text()) ?? '').includes(wanted);
				}, name),
			{ timeout: 30_000 }
		)
		.toBe(true);
}

async function admitted(owner: pg.Pool, ward: TestWard): Promise<string> {
	const person = await patient(owner, 'Offelia');
	await lieIn(owner, ward.beds[0], person.id, { reason: 'Seen without a connection' });
	return person.name;
}

const context = (page: Page): BrowserContext => page.context();

test('a ward’s patients can be read without a connection, and the ward comes back by itself', async ({
	pageAs,
	owner
}) => {
	const place = await testWard(owner);
	const name = await admitted(owner, place);
	const page = await pageAs('nurse', { serviceWorkers: 'allow' });
	await page.goto(`/wards/${place.id}`);
	await expect(page.getByText(name).first()).toBeVisible();
	await kept(page, name);

	await context(page).setOffline(true);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
	await expect(page.getByText(/As of .* min(ute)? old/)).toBeVisible();
	await page.getByText(place.name).click();
	await expect(page.getByText(name)).toBeVisible();
	await expect(page.getByText('Seen without a connection')).toBeVisible();
	for (const [colorScheme, width] of [
		['light', 1440],
		['dark', 390]
	] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.evaluate((mode) => (document.documentElement.dataset.mode = mode), colorScheme);
		await page.setViewportSize({ width, height: 800 });
		await settled(page);
		expect(await axeProblems(page)).toEqual([]);
	}

	await context(page).setOffline(false);
	await expect(page).toHaveURL(new RegExp(`/wards/${place.id}$`), { timeout: 15_000 });
	await expect(page.getByText(name).first()).toBeVisible();
});

test('a doctor reads today’s schedule offline by a link of the app, too', async ({
	pageAs,
	owner
}) => {
	const person = await patient(owner, 'Turnada');
	await owner.query(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, s.id, (select id from public.visit_types order by name limit 1), now(), now() + interval '10 minutes', true, 'Test'
		 from public.staff s join public.profiles p on p.id = s.user_id where p.email = 'doctor@lantern.example'`,
		[person.id]
	);
	const page = await pageAs('doctor', { serviceWorkers: 'allow' });
	await page.goto('/wards');
	await kept(page, person.name);

	await context(page).setOffline(true);
	await page.getByRole('link', { name: 'Today' }).first().click();
	await expect(page.getByRole('heading', { name: 'Today’s schedule' })).toBeVisible();
	await expect(page.getByText(person.name)).toBeVisible();

	await context(page).setOffline(false);
	await expect(page).toHaveURL(/\/today$/, { timeout: 15_000 });
});

test('what is entered without a connection waits for it and says so', async ({ pageAs, owner }) => {
	const place = await testWard(owner);
	await owner.query(`insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)`, [
		place.beds[0].id,
		place.id
	]);
	const status = async () => {
		const { rows } = await owner.query<{ status: string }>(
			`select status from public.housekeeping_tasks where bed_id = $1`,
			[place.beds[0].id]
		);
		return rows[0]?.status;
	};
	const page = await pageAs('nurse', { serviceWorkers: 'allow' });
	await page.goto(`/wards/${place.id}?view=roomy`);
	const start = page.getByRole('main').getByRole('button', { name: 'Start cleaning' });
	await expect(start).toBeVisible();
	await page.evaluate(() => navigator.serviceWorker.ready);
	// The part that holds writes back is fetched after the screen.
	await page.waitForLoadState('networkidle');

	await context(page).setOffline(true);
	await start.click();
	await expect(page.getByText(/Not sent yet/)).toBeVisible();
	expect(await status()).toBe('waiting');

	await context(page).setOffline(false);
	await expect.poll(status, { timeout: 15_000 }).toBe('in_progress');
	await expect(page.getByText(/Not sent yet/)).toBeHidden();
});

test('nothing stays on the device of who signs out', async ({ pageAs, owner }) => {
	const place = await testWard(owner);
	const name = await admitted(owner, place);
	const page = await pageAs('nurse', { serviceWorkers: 'allow' });
	await page.goto(`/wards/${place.id}`);
	await kept(page, name);

	// Signing out would end the session the other tests share; losing it looks the same to this device.
	await context(page).clearCookies();
	await page.goto('/wards');
	await expect(page).toHaveURL(/\/sign-in/);
	await expect
		.poll(() => page.evaluate(async () => Boolean(await caches.match('/offline/kept'))))
		.toBe(false);
	await context(page).setOffline(true);
	await page.goto('/wards');
	await expect(page.getByText('Nothing is saved on this device')).toBeVisible();
});
