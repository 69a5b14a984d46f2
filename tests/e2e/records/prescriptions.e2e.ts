import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

test('a medicine is prescribed as its check is read, stopped by the form, and its paper is verified by anybody', async ({
	owner,
	pageAs,
	browser
}) => {
	const person = await patient(owner, 'Rosa');
	const doctor = await colleague(owner, 'doctor');
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = $2`,
		[person.id, doctor.email]
	);
	await owner.query(
		`insert into public.allergies (patient_id, substance, severity) values ($1, 'Penicillin', 'severe')`,
		[person.id]
	);
	const page = await pageAs(doctor);
	await page.goto(`/patients/${person.id}/medicines`);
	await page.getByRole('button', { name: 'Prescribe', exact: true }).click();
	await page.getByRole('combobox', { name: 'Medicine' }).fill('amoxi 500');
	await page.getByRole('option', { name: /^Amoxicillin 500 mg capsules/ }).click();
	await page.getByLabel(/^Dose/).fill('1');
	await page.getByLabel(/^Times/).fill('3');
	await page.getByLabel('For days').fill('7');
	await expect(page.getByText('Allergic to Penicillin: Amoxicillin.')).toBeVisible();
	await expect(page.getByText('Quantity: 21 capsules')).toBeVisible();
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await expect(
		page.getByText('The check found something that needs a reason').first()
	).toBeVisible();
	await page
		.getByLabel('Reason to prescribe nevertheless')
		.fill('Tolerated twice since, desensitised in 2024');
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	const row = page.getByRole('article', { name: 'Amoxicillin 500 mg capsules' });
	await expect(row).toContainText('1 capsule 3 times a day for 7 days, by mouth');
	await expect(row).toContainText('Prescribed nevertheless: Tolerated twice since');

	const code = await owner.query<{ verification_code: string }>(
		'select verification_code from public.prescriptions where patient_id = $1',
		[person.id]
	);
	const paper = await page.request.get(
		(await row.getByRole('link', { name: /^Prescription as PDF/ }).getAttribute('href')) ?? ''
	);
	expect(paper.headers()['content-type']).toBe('application/pdf');
	const stranger = await browser.newPage();
	const address = `/prescription?code=${code.rows[0]?.verification_code}`;
	await stranger.goto(address);
	await expect(stranger.getByText('Valid now')).toBeVisible();

	await row.getByRole('button', { name: /^Stop/ }).click();
	await row.getByLabel(/^Reason/).selectOption('Side effect');
	await row.getByRole('button', { name: 'Stop', exact: true }).click();
	await expect(row).toContainText('Stopped');
	await stranger.goto(address);
	await expect(stranger.getByText('No longer valid')).toBeVisible();
	await stranger.close();
});
