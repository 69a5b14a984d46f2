import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

const family = () => `Prueba ${crypto.randomUUID().slice(0, 6)}`;

async function describe(page: Page, given: string, familyName: string, born = '1984-03-09') {
	await page.goto('/reception?register');
	// From then on what is typed is noticed.
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await page.getByLabel('Given name').fill(given);
	await page.getByLabel('Family name').fill(familyName);
	await page.getByLabel('Date of birth').fill(born);
	await page.getByLabel('Sex').selectOption('female');
}

/** What is asked before leaving; each question is answered with no. */
function questions(page: Page): string[] {
	const asked: string[] = [];
	page.on('dialog', (dialog) => {
		asked.push(dialog.message());
		void dialog.dismiss();
	});
	return asked;
}

/** The patient is registered, and that is said once: neither twice on the page nor by its address. */
async function registered(page: Page) {
	await page.waitForURL(/patient=[\da-f-]+$/);
	await expect(page.getByText('The patient is registered')).toHaveCount(1);
}

test('a registration whose answer is lost is sent again, and makes one record', async ({
	pageAs,
	owner
}) => {
	const page = await pageAs('receptionist');
	const name = family();
	await describe(page, 'Nerea', name, '1951-07-21');
	let lost = false;
	await page.route('**/reception**', async (route) => {
		if (lost || route.request().method() !== 'POST') return route.fallback();
		lost = true;
		await route.fetch();
		await route.abort('connectionreset');
	});
	const register = page.getByRole('button', { name: 'Register patient' });
	await register.click();
	await expect(page.getByRole('alert').filter({ hasText: 'we do not know' })).toBeVisible();
	await expect(page.getByLabel('Family name')).toHaveValue(name);
	await register.click();
	await registered(page);
	const { rows } = await owner.query('select mrn from public.patients where family_name = $1', [
		name
	]);
	expect(rows).toHaveLength(1);
});

test('somebody who may be here already is shown before a second record is made', async ({
	pageAs,
	owner
}) => {
	const page = await pageAs('receptionist');
	const name = family();
	const made = 'select mrn from public.patients where family_name = $1';
	await owner.query(
		`insert into public.patients (given_name, family_name, birth_date) values ('Nerea', $1, '1984-03-09')`,
		[name]
	);
	await describe(page, 'Nerea', name);
	await page.getByRole('button', { name: 'Register patient' }).click();
	const matches = page.getByRole('region', { name: 'Possible matches' });
	await expect(matches.getByText(`Nerea ${name}`)).toBeVisible();
	expect((await owner.query(made, [name])).rows).toHaveLength(1);

	await matches.getByRole('button', { name: 'Register as a new patient' }).click();
	await registered(page);
	expect((await owner.query(made, [name])).rows).toHaveLength(2);
});

test('what is typed is left only by whoever says so, and stays when the session is over', async ({
	pageAs
}) => {
	const page = await pageAs('receptionist');
	const asked = questions(page);
	await describe(page, 'Nerea', family(), '1962-11-30');
	await page.getByRole('link', { name: 'Calendar' }).first().click();
	await expect.poll(() => asked).toHaveLength(1);
	expect(asked[0]).toContain('Leave without saving');
	await expect(page.getByLabel('Given name')).toHaveValue('Nerea');

	// Signing out and closing are asked about by the browser, in its own words.
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect.poll(() => asked).toHaveLength(2);
	await page.close({ runBeforeUnload: true });
	await expect.poll(() => asked).toHaveLength(3);
	await page.keyboard.press('Escape');
	await expect(page.getByLabel('Given name')).toHaveValue('Nerea');

	const cookies = await page.context().cookies();
	await page.context().clearCookies();
	await page.getByRole('button', { name: 'Register patient' }).click();
	await expect(
		page.getByRole('alert').filter({ hasText: 'You have been signed out' })
	).toBeVisible();
	await expect(page.getByLabel('Given name')).toHaveValue('Nerea');

	await page.context().addCookies(cookies);
	await page.getByRole('button', { name: 'Register patient' }).click();
	await registered(page);
	expect(asked).toHaveLength(3);
});
