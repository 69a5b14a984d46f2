import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { account } from '../people.ts';
import { aChartOfObservations, tasksOfAWard } from '../wards/ways.ts';

test('what is written before the page has its script is still there when it has', async ({
	pageAs,
	owner
}) => {
	const { email } = await account(owner);
	const page = await pageAs({ email });
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await released;
		await route.continue();
	});
	await page.goto('/portal/welcome', { waitUntil: 'domcontentloaded' });
	await page.getByLabel('Given name').fill('Ramón');
	await page.getByLabel('Date of birth').fill('1980-05-17');
	await page.getByLabel('Sex').selectOption('Male');

	release();
	// Only the script knows the keys.
	await expect(async () => {
		await page.keyboard.press('Control+k');
		await expect(page.getByRole('dialog')).toBeVisible({ timeout: 200 });
	}).toPass();
	await page.keyboard.press('Escape');
	await expect(page.getByLabel('Given name')).toHaveValue('Ramón');
	// ISO was typed, and is now written as the hospital does.
	await expect(page.getByLabel('Date of birth')).toHaveValue('17/05/1980');
	await expect(page.getByLabel('Sex')).toHaveValue('male');
});

test('a date of birth is the same day in a browser of any language, with and without a script', async ({
	pageAs,
	owner
}) => {
	const { email } = await account(owner);
	for (const options of [
		{ locale: 'en-US', javaScriptEnabled: true },
		{ locale: 'es-ES', javaScriptEnabled: true },
		{ locale: 'ar', javaScriptEnabled: true },
		{ locale: 'en-US', javaScriptEnabled: false }
	]) {
		const page = await pageAs({ email }, options);
		await page.goto('/portal/welcome');
		const born = page.locator('[name="birth_date"]');
		await born.fill('05/04/1971');
		await page.locator('form:has([name="birth_date"]) button:not([type])').click();
		await expect(page.locator('[data-field-error="sex"]')).toBeVisible();
		await expect(born).toHaveValue('05/04/1971');
		if (options.javaScriptEnabled) {
			const words = page.getByText(/(Monday 5 April|lunes, 5 de abril de) 1971 · 55/);
			await expect(words).toBeVisible();
		}
		// So is a day of a filter, whose address is then in ISO.
		const filtered = await page.request.get('/visits?from=05%2F04%2F1971&written=date+dmy+from', {
			maxRedirects: 0
		});
		expect(filtered.headers().location).toMatch(/\/visits\?from=1971-04-05$/);
		await page.context().close();
	}
});

test('a calendar lies within the window, and shows the names of the months whole', async ({
	pageAs
}) => {
	for (const locale of ['en-US', 'es-ES']) {
		for (const viewport of [
			{ width: 1280, height: 720 },
			{ width: 390, height: 844 }
		]) {
			const desk = await pageAs('receptionist', { locale, viewport });
			await desk.goto('/reception');
			await desk.getByRole('button', { name: /^(Open calendar|Abrir calendario)$/ }).click();
			const calendar = desk.getByRole('dialog', { name: /^Calend/ });
			const month = calendar.getByRole('combobox', { name: /^(Month|Mes)$/ });
			await expect(month).toBeVisible();
			const missing = () =>
				month.evaluate((select: HTMLSelectElement) => {
					const pen = document.createElement('canvas').getContext('2d');
					const { font, paddingLeft, paddingRight } = getComputedStyle(select);
					if (pen) pen.font = font;
					const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
					return [...select.options]
						.map(({ text }) => text)
						.filter((text) => (pen?.measureText(text).width ?? 0) > room);
				});
			expect(await missing(), `${locale}, ${viewport.width} px`).toEqual([]);
			await expect(async () => {
				const box = await calendar.boundingBox();
				expect(box?.x).toBeGreaterThanOrEqual(8);
				expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width - 8);
				expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height - 8);
			}).toPass({ timeout: 3000 });
			await desk.context().close();
		}
	}
});

test('a day and its time are read whole in every form of a small desk', async ({
	pageAs,
	owner
}) => {
	const viewport = { width: 1280, height: 720 };
	const [doctor, nurse, manager] = await Promise.all([
		pageAs('doctor', { viewport }),
		pageAs('nurse', { viewport }),
		pageAs('bed_manager', { viewport })
	]);
	const whole = async (page: Page, label: RegExp) => {
		const field = page.getByRole('main').getByLabel(label).filter({ visible: true }).first();
		await field.fill('30/11/2026 23:59');
		expect(
			await field.evaluate((input) => input.scrollWidth <= input.clientWidth),
			`${new URL(page.url()).pathname}: ${String(label)}`
		).toBe(true);
	};
	await doctor.goto('/availability');
	await doctor.getByRole('link', { name: 'Add leave or extra hours' }).click();
	await whole(doctor, /^From/);
	await whole(doctor, /^Until/);
	await tasksOfAWard(nurse);
	await whole(nurse, /^Due/);
	await whole(nurse, /^Until/);
	await aChartOfObservations(nurse);
	await nurse.getByText(/^Pain, glucose/).click();
	await whole(nurse, /^Observed at/);
	const { rows } = await owner.query<{ id: string }>(
		`select patient_id as id from public.bed_stays where upper_inf(period) order by id limit 1`
	);
	await manager.goto(`/bed-requests?add&patient=${rows[0]?.id}`);
	await whole(manager, /^Needed by/);
});
