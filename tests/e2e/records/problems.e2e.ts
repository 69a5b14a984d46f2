import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

test('a problem is found as one types, kept through a refusal, live elsewhere, and edited by one of two', async ({
	owner,
	pageAs
}) => {
	const person = await patient(owner, 'Rosa');
	const [first, second] = await Promise.all([
		colleague(owner, 'doctor'),
		colleague(owner, 'doctor')
	]);
	for (const { email } of [first, second]) {
		await owner.query(
			`insert into public.care_team_members (patient_id, staff_id, role)
			 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
			 where profiles.email = $2`,
			[person.id, email]
		);
	}
	const [one, two] = await Promise.all([pageAs(first), pageAs(second)]);
	await Promise.all([one, two].map((page) => page.goto(`/patients/${person.id}/problems`)));
	const listOf = (page: typeof one) => page.getByRole('region', { name: 'Problem list' });
	const rowOf = (page: typeof one, text: string) =>
		listOf(page).getByRole('listitem').filter({ hasText: text });

	await listOf(one).getByRole('button', { name: 'Add problem' }).click();
	await listOf(one).getByRole('combobox', { name: 'Problem' }).fill('fibrilacion paro');
	await one.getByRole('option', { name: 'Paroxysmal atrial fibrillation' }).click();
	await listOf(one).getByLabel('Since').fill('2999');
	await listOf(one).getByRole('button', { name: 'Add problem' }).last().click();
	await expect(listOf(one).getByText('Write a year, month or day')).toBeVisible();
	await expect(listOf(one).getByRole('combobox', { name: 'Problem' })).toHaveValue(
		'Paroxysmal atrial fibrillation (I48.0)'
	);
	await listOf(one).getByLabel('Since').fill('2021-03');
	await listOf(one).getByRole('button', { name: 'Add problem' }).last().dblclick();
	await expect(rowOf(two, 'Paroxysmal atrial fibrillation')).toContainText('since Mar 2021');
	await expect(listOf(two).getByText('Paroxysmal atrial fibrillation')).toHaveCount(1);

	// Words are taken, and said to be no code.
	await listOf(two).getByRole('button', { name: 'Add problem' }).click();
	await listOf(two).getByRole('button', { name: 'No code fits' }).click();
	await listOf(two).getByLabel('Problem, in words').fill('Cannot climb stairs');
	await listOf(two).getByRole('button', { name: 'Add problem' }).last().click();
	await expect(rowOf(one, 'Cannot climb stairs')).toContainText('Not coded');

	// Of two who edit at once the later sees both, and decides.
	for (const page of [one, two]) {
		await rowOf(page, 'Paroxysmal').getByRole('button', { name: 'Edit' }).click();
	}
	await rowOf(one, 'Paroxysmal').getByLabel('Status').selectOption('Inactive');
	await rowOf(one, 'Paroxysmal').getByRole('button', { name: 'Save' }).click();
	await expect(rowOf(two, 'Paroxysmal').getByText('Inactive').first()).toBeVisible();
	await rowOf(two, 'Paroxysmal').getByLabel('Comment').fill('Twice this year');
	await rowOf(two, 'Paroxysmal').getByRole('button', { name: 'Save' }).click();
	await expect(
		rowOf(two, 'Paroxysmal').getByText('A colleague has changed this entry in the meantime')
	).toBeVisible();
	await expect(rowOf(two, 'Paroxysmal').getByLabel('Comment')).toHaveValue('Twice this year');
	await rowOf(two, 'Paroxysmal').getByRole('button', { name: 'Save' }).click();
	await expect(rowOf(one, 'Paroxysmal')).toContainText('Twice this year');

	await rowOf(one, 'Cannot climb').getByRole('button', { name: 'Strike out' }).click();
	await rowOf(one, 'Cannot climb')
		.getByLabel('Why it was entered in error')
		.fill('Another patient');
	await rowOf(one, 'Cannot climb').getByRole('button', { name: 'Strike out problem' }).click();
	await expect(listOf(two).getByText('Entered in error (1)')).toBeVisible();
});

test('measurements that are unusual are asked about, and growth is drawn by corrected age', async ({
	owner,
	pageAs
}) => {
	const person = await patient(owner, 'Nico');
	await owner.query(
		`update public.patients set birth_date = (now() - interval '200 days')::date, sex = 'male' where id = $1`,
		[person.id]
	);
	const doctor = await colleague(owner, 'doctor');
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = $2`,
		[person.id, doctor.email]
	);
	const page = await pageAs(doctor);
	await page.goto(`/patients/${person.id}/measurements`);
	await page.getByLabel('Weeks').fill('32');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByLabel('Weight (kg)').fill('70');
	await page.getByRole('button', { name: 'Record measurements' }).click();
	await expect(page.getByText('Unusual: Weight')).toBeVisible();
	await page.getByLabel('Weight (kg)').fill('6,9');
	await page.getByLabel('Unusual: Weight').check();
	await page.getByRole('button', { name: 'Record measurements' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: 'Weight: 6.9 kg' })).toBeVisible();
	await expect(page.getByText('age corrected for preterm birth')).toBeVisible();
	await expect(page.getByText(/6\.9 kg: centile \d/)).toBeVisible();

	await page.getByRole('link', { name: 'Immunisations' }).click();
	const due = page.getByRole('region', { name: 'Due' });
	await due.getByRole('button', { name: 'Record: Meningococcal B' }).click();
	await page.getByRole('button', { name: 'Record immunisation' }).click();
	await expect(page.getByText('Write the lot number')).toBeVisible();
	await page.getByLabel('Lot number').fill('MB77');
	await page.getByRole('button', { name: 'Record immunisation' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: 'lot MB77' })).toBeVisible();
	await expect(due.getByRole('listitem').filter({ hasText: 'Meningococcal B' })).toContainText(
		'dose 2'
	);
});

test('a file of codes is read in the browser, told what was refused, and found at once', async ({
	pageAs
}) => {
	const [admin, doctor] = await Promise.all([pageAs('admin'), pageAs('doctor')]);
	await admin.goto('/admin/codes');
	await expect(admin.getByText('Demonstration', { exact: true })).toBeVisible();
	await admin.getByLabel('Code list').selectOption('A list of your own');
	await admin.getByRole('textbox', { name: /^Name/ }).fill('House list');
	await admin.getByLabel('Short name').fill('House');
	await admin.getByLabel('Canonical address').fill('https://example.org/house');
	await admin.getByLabel('File', { exact: true }).setInputFiles({
		name: 'house.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(
			'code,display,synonyms\nH1,Xanthochromic house fever,yellow|jaune\n,No code\nH2,Plain house cough\n'
		)
	});
	await admin.getByRole('button', { name: 'Import', exact: true }).click();
	await expect(admin.getByText('Use small letters')).toBeVisible();
	await admin.getByLabel('Short name').fill('house-list');
	await admin.getByRole('button', { name: 'Import', exact: true }).click();
	const read = admin.getByRole('listitem').filter({ hasText: 'house.csv' });
	await expect(read).toContainText('2 added, 0 changed, 0 unchanged, 1 refused');
	await read.getByText('Refused lines').click();
	await expect(read).toContainText('Line 3');
	await expect(admin.getByRole('listitem').filter({ hasText: 'House list' })).toContainText(
		'2 valid of 2'
	);
	expect((await doctor.goto('/admin/codes'))?.status()).toBe(404);
});
