import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

/** A patient of a test's own, on a ward of their own where the demo's nurse works, under the demo's doctor. */
async function stay(owner: pg.Pool, givenName: string) {
	const [person, { id, beds }] = await Promise.all([patient(owner, givenName), testWard(owner)]);
	const admissionId = await lieIn(owner, beds[0], person.id, { days: 1, attending: 'doctor' });
	return { ...person, wardId: id, admissionId };
}

async function enter(page: Page, values: Record<string, string>): Promise<void> {
	const main = page.getByRole('main');
	for (const [label, value] of Object.entries(values)) {
		await main.getByLabel(label, { exact: false }).first().fill(value);
	}
}

const poorly = {
	'Respiration rate': '26',
	'SpO₂ %': '93',
	'Systolic pressure': '96',
	'Diastolic pressure': '60',
	Pulse: '118',
	Temperature: '38.6'
};

test('an emergency reaches the doctor live, who acknowledges it; the nurse sees that at once', async ({
	pageAs,
	owner
}) => {
	const made = await stay(owner, 'Noelia');
	const [nurse, doctor] = await Promise.all([pageAs('nurse'), pageAs('doctor')]);
	await Promise.all([nurse.goto(`/admissions/${made.admissionId}`), doctor.goto('/today')]);
	for (const page of [nurse, doctor]) {
		await expect(page.getByText('Live', { exact: true })).toBeVisible();
	}
	const main = nurse.getByRole('main');
	await expect(main.getByText('No observations yet')).toBeVisible();

	await enter(nurse, poorly);
	await main.getByRole('radio', { name: 'Air' }).check();
	await main.getByRole('radio', { name: 'Alert', exact: true }).check();
	await expect(main.getByText('NEWS2 · high risk')).toBeVisible();
	await main.getByRole('button', { name: 'Record', exact: true }).click();
	await expect(main.getByRole('heading', { name: 'Emergency · NEWS2 10' })).toBeVisible();
	// A nurse says which doctor was told.
	await expect(main.getByLabel('Which doctor was informed, and how?')).toBeVisible();

	const toast = doctor.getByRole('log').getByRole('link', { name: new RegExp(made.name) });
	await expect(toast).toContainText('NEWS2 10, emergency');
	await toast.click();
	const chart = doctor.getByRole('main');
	await expect(chart.getByRole('heading', { level: 1, name: made.name })).toBeVisible();
	await chart.getByRole('button', { name: 'Acknowledge', exact: true }).click();
	await expect(chart.getByRole('button', { name: 'Acknowledge', exact: true })).toBeHidden();
	await expect(main.getByText(/acknowledged by/)).toBeVisible();
	await expect(main.getByLabel('Which doctor was informed, and how?')).toBeHidden();

	// The doctor's bell no longer asks for an answer about this patient.
	const { rows } = await owner.query<{ open: number }>(
		`select count(*)::int as open from public.notifications
		 where params ->> 'patient_name' = $1 and read_at is null`,
		[made.name]
	);
	expect(rows[0]?.open).toBe(0);
});

test('an unusual value is asked about, and what was typed is still there', async ({
	pageAs,
	owner
}) => {
	const made = await stay(owner, 'Octavia');
	const nurse = await pageAs('nurse');
	await nurse.goto(`/admissions/${made.admissionId}`);
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	const main = nurse.getByRole('main');
	await enter(nurse, { Pulse: '190', Temperature: '37.2' });
	await main.getByRole('button', { name: 'Record', exact: true }).click();
	const question = main.getByRole('checkbox', { name: '190 is unusual' });
	await expect(question).toBeVisible();
	await expect(main.getByLabel('Temperature')).toHaveValue('37.2');
	await question.check();
	await main.getByRole('button', { name: 'Record', exact: true }).click();
	await expect(nurse.getByRole('log').getByText('Recorded, without a score.')).toBeVisible();
	const table = main.getByRole('table');
	await expect(table).toContainText('190');

	// Struck out it stays to be seen, and does not count.
	await table.locator('summary').click();
	await table.getByLabel('Reason for striking out').fill('Another patient');
	await table.getByRole('button', { name: 'Strike out and enter again' }).click();
	await expect(table).toContainText('Another patient');
	await expect(table).toContainText('190');
});

test('the round says who is due, and is right as soon as somebody has been observed', async ({
	pageAs,
	owner
}) => {
	const made = await stay(owner, 'Perpetua');
	const [round, bedside] = await Promise.all([
		pageAs('nurse'),
		pageAs('nurse', { viewport: { width: 390, height: 844 } })
	]);
	await round.goto(`/wards/${made.wardId}/observations`);
	await expect(round.getByText('Live', { exact: true })).toBeVisible();
	const row = round.getByRole('main').getByRole('listitem').filter({ hasText: made.name });
	await expect(row).toContainText('Not yet observed');
	await expect(row).toContainText('Due');

	await bedside.goto(`/admissions/${made.admissionId}`);
	await expect(bedside.getByText('Live', { exact: true })).toBeVisible();
	const main = bedside.getByRole('main');
	// In one hand: the first field is in sight at once, and what records is by the thumb.
	const placeOf = (part: Locator) =>
		part.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
	const record = main.getByRole('button', { name: 'Record', exact: true });
	expect((await placeOf(main.getByLabel('Respiration rate').first())).bottom).toBeLessThan(844);
	const { top, bottom } = await placeOf(record);
	expect([top > 844 / 2, bottom <= 844]).toEqual([true, true]);
	await enter(bedside, {
		'Respiration rate': '16',
		'SpO₂ %': '98',
		'Systolic pressure': '122',
		Pulse: '72',
		Temperature: '36.8'
	});
	await main.getByRole('radio', { name: 'Air' }).check();
	await main.getByRole('radio', { name: 'Alert', exact: true }).check();
	await record.click();
	await expect(row).toContainText('NEWS2 0 · low risk');
	await expect(row).toContainText('Due by');
});

test('a stay does not exist for those who do not look after the patient', async ({
	pageAs,
	owner
}) => {
	const made = await stay(owner, 'Quirina');
	for (const who of ['bed_manager', 'housekeeper', 'patient'] as const) {
		const page = await pageAs(who);
		const answer = await page.goto(`/admissions/${made.admissionId}`);
		expect(answer?.status(), who).toBe(404);
		expect(await page.content()).not.toContain(made.name);
	}
});
