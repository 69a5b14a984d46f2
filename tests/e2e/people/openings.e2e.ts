import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

/** Somebody nobody has in their care, with something in their record. */
async function stranger(owner: pg.Pool) {
	const { id, name } = await patient(owner, 'Nerea');
	await owner.query(
		`insert into public.allergies (patient_id, substance, severity) values ($1, 'Latex', 'severe')`,
		[id]
	);
	return { id, name };
}

test('a doctor opens a chart outside their care for a reason, reviewers hear of it at once, and their verdict closes it', async ({
	pageAs,
	owner
}) => {
	const { id, name } = await stranger(owner);
	const [doctor, admin] = await Promise.all([
		pageAs(await colleague(owner, 'doctor')),
		pageAs('admin')
	]);
	await admin.goto('/admin/openings?state=due');
	await doctor.goto(`/patients/${id}`);
	await expect(doctor.getByText('Latex', { exact: true })).toHaveCount(0);

	await doctor.getByRole('link', { name: 'Open in an emergency' }).click();
	const dialog = doctor.getByRole('dialog', { name: 'Open the chart in an emergency' });
	await expect(dialog).toContainText('The administrators are told at once');
	await dialog.getByLabel('Reason').selectOption('On call or covering for a colleague');
	await dialog.getByLabel('What happened').fill('short');
	await dialog.getByRole('button', { name: 'Open chart' }).click();
	await expect(dialog.getByLabel('What happened')).toHaveAccessibleDescription(
		/Say what happened in 10 to 500 characters/
	);
	await dialog.getByLabel('What happened').fill('Covering the night shift of cardiology');
	await dialog.getByRole('button', { name: 'Open chart' }).click();

	await expect(
		doctor.getByRole('heading', { name: 'Emergency access to this chart' })
	).toBeVisible();
	await expect(doctor.getByText('Latex', { exact: true })).toBeVisible();
	await expect(doctor.getByRole('timer')).toHaveText(/^(60:00|59:\d\d) left$/);

	const entry = admin.getByRole('listitem').filter({ hasText: name });
	await expect(entry).toContainText('Covering the night shift of cardiology');
	await doctor.getByRole('link', { name: 'Your emergency access' }).click();
	await doctor.getByLabel('Explanation').fill('Called by the nurse in charge');
	await doctor.getByRole('button', { name: 'Add explanation' }).click();
	await expect(entry).toContainText('Called by the nurse in charge');
	await doctor.goto(`/patients/${id}`);
	await expect(doctor.getByText('Latex', { exact: true })).toBeVisible();

	await entry.getByRole('button', { name: 'Unjustified' }).click();
	await expect(entry.getByLabel('Note')).toHaveAccessibleDescription(/Say why/);
	await entry.getByLabel('Note').fill('Not on the rota that night');
	await entry.getByRole('button', { name: 'Unjustified' }).click();
	await expect(entry).toHaveCount(0);
	await expect(
		doctor.getByRole('heading', { name: 'This patient is not in your care' })
	).toBeVisible();
	await expect(doctor.getByText('Latex', { exact: true })).toHaveCount(0);
});

test('an opening is closed by hand, and works without a script', async ({ pageAs, owner }) => {
	const { id } = await stranger(owner);
	const page = await pageAs(await colleague(owner, 'nurse'), { javaScriptEnabled: false });
	await page.goto(`/patients/${id}`);
	await page.getByRole('link', { name: 'Open in an emergency' }).click();
	await page.getByLabel('Reason').selectOption('Emergency treatment');
	await page.getByLabel('What happened').fill('Collapsed in the waiting room');
	await page.getByRole('button', { name: 'Open chart' }).click();
	await expect(page.getByText('Latex', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Close now' }).click();
	await expect(page.getByText('Latex', { exact: true })).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Open in an emergency' })).toBeVisible();
});
