import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { readPdf } from '../../support/pdf.ts';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

/** A patient in a bed of a ward of their own, in the care of the demo's doctor and nurse, with one task to do. */
async function stay(owner: pg.Pool) {
	const [person, { id: wardId, beds }] = await Promise.all([
		patient(owner, 'Iñaki'),
		testWard(owner, { staff: ['nurse', 'doctor'] })
	]);
	const admissionId = await lieIn(owner, beds[0], person.id, { days: 2 });
	await owner.query(
		`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at)
		 values ($1, $2, $3, 'Remove the drip', now() + interval '1 hour')`,
		[admissionId, person.id, wardId]
	);
	return { person, admissionId, wardId };
}

test('a patient leaves once the last task is done, with a signed summary on paper', async ({
	owner,
	pageAs
}) => {
	const { person, admissionId } = await stay(owner);
	const page = await pageAs('doctor');
	await page.goto(`/admissions/${admissionId}/discharge`);
	const main = page.getByRole('main');
	const task = main.locator('[data-item=nursing_tasks]');
	await expect(task).toContainText('1 open');

	await main.getByRole('textbox', { name: /^Diagnosis/ }).fill('Pneumonia of the left lung');
	await main
		.getByLabel('Advice')
		.fill('Rest for a week. Comer fruta; Żółć. =1+1 /JS (alert)\nخديجة بنعلي\n王秀英, प्रिया शर्मा');
	await main.getByRole('button', { name: 'Save draft' }).click();
	await expect(main.getByText('Draft, last saved by')).toBeVisible();

	// Open work holds the patient, and says what it is.
	await main.getByLabel('Discharge destination').selectOption('home');
	await main.getByLabel('The patient is discharged now').check();
	await main.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(main.getByText('Open item: Nursing tasks done')).toBeVisible();

	// A nurse does it on another screen; the checklist knows without a reload.
	const nurse = await pageAs('nurse');
	await nurse.goto(`/admissions/${admissionId}/care`);
	await nurse
		.getByRole('main')
		.getByRole('button', { name: 'Done: Remove the drip' })
		.first()
		.click();
	await expect(task).toContainText('Done');
	await expect(main.getByText('They do not block the discharge.')).toBeVisible();

	await main.getByLabel('Discharge destination').selectOption('home');
	await main.getByLabel('The patient is discharged now').check();
	await main.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(main.getByText('Signed by')).toBeVisible();

	const downloaded = page.waitForEvent('download');
	await main.getByRole('link', { name: 'Summary as PDF' }).click();
	const file = await downloaded;
	expect(file.suggestedFilename()).toMatch(/^discharge-summary-.+\.pdf$/);
	const { pages, title, actions } = await readPdf(await readFile(await file.path()));
	expect(title).toBe('Discharge summary');
	expect(actions).toEqual([]);
	const text = pages.join('\n');
	expect(text).toContain(person.name);
	expect(text).toContain('Pneumonia of the left lung');
	expect(text).toContain('Comer fruta; Żółć. =1+1 /JS (alert)');
	// In fonts of packages, which the built app finds too.
	expect(text).toContain('خديجة بنعلي');
	expect(text).toContain('王秀英, प्रिया शर्मा');
	expect(text).toContain('Page 1 of 1');

	await main.getByLabel('Addendum').fill('The culture grew nothing.');
	await main.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(main.getByText('The culture grew nothing.')).toBeVisible();
});

test('two who write at once both keep their words', async ({ owner, pageAs }) => {
	const { admissionId } = await stay(owner);
	const doctor = await pageAs('doctor');
	const nurse = await pageAs('nurse');
	for (const page of [doctor, nurse]) {
		await page.goto(`/admissions/${admissionId}/discharge`);
	}
	const course = (page: typeof doctor) => page.getByRole('main').getByLabel('Course');
	const save = (page: typeof doctor) =>
		page.getByRole('main').getByRole('button', { name: 'Save draft' });

	await course(doctor).fill('As the doctor saw it.');
	await course(nurse).fill('As the nurse saw it.');
	await save(nurse).click();
	await expect(doctor.getByText('Draft, last saved by')).toBeVisible();
	await expect(course(doctor)).toHaveValue('As the doctor saw it.');
	await save(doctor).click();
	await expect(doctor.getByText('Your text is still here')).toBeVisible();
	await expect(course(doctor)).toHaveValue('As the doctor saw it.');
	await expect(doctor.getByRole('figure').getByText('As the nurse saw it.')).toBeVisible();

	await save(doctor).click();
	await expect(doctor.getByText('Your text is still here')).toBeHidden();
	await expect(course(doctor)).toHaveValue('As the doctor saw it.');
});

test('without a script an open task is waived for a reason, and the patient leaves', async ({
	owner,
	pageAs
}) => {
	const { admissionId } = await stay(owner);
	const page = await pageAs('doctor', { javaScriptEnabled: false });
	await page.goto(`/admissions/${admissionId}/discharge`);
	const task = page.getByRole('main').locator('[data-item=nursing_tasks]');
	await task.locator('summary').click();
	await task.getByLabel('Reason for waiving').fill('Done at home');
	await task.getByRole('button', { name: 'Waive', exact: true }).click();
	await expect(task).toContainText('“Done at home”');

	const main = page.getByRole('main');
	await main.getByLabel('Discharge destination').selectOption('home');
	await main.getByLabel('The patient is discharged now').check();
	await main.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(main.getByText(/^Discharged on .*Home/)).toBeVisible();
});

test('the figures of the wards are shown as tables without a script, and handed out as files', async ({
	pageAs
}) => {
	const page = await pageAs('ward_manager', { javaScriptEnabled: false });
	await page.goto('/wards/figures?range=7');
	const main = page.getByRole('main');
	await expect(main.getByRole('table', { name: 'Bed-hours and movements by day' })).toBeVisible();
	const href = await main
		.getByRole('link', { name: 'Wards in the range as CSV' })
		.getAttribute('href');
	const answer = await page.request.get(href ?? '');
	expect(answer.headers()['content-type']).toContain('text/csv');
	expect(await answer.text()).toMatch(/^\ufeffWard,Occupancy %,/);

	const nurse = await pageAs('nurse');
	expect((await nurse.goto('/wards/figures'))?.status()).toBe(404);
	expect((await nurse.request.get(href ?? '')).status()).toBe(404);
});
