import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';

test('a patient registered twice is found, compared, merged and taken apart again', async ({
	pageAs,
	owner
}) => {
	const name = `Wilhelmina${crypto.randomUUID().replaceAll(/[^a-f]/g, '')}`;
	const kept = await patient(owner, name);
	const { rows } = await owner.query<{ id: string; mrn: string }>(
		`insert into public.patients (given_name, family_name, birth_date, sex, phone)
		 select given_name, family_name, birth_date, sex, '+34611777888' from public.patients where id = $1 returning id, mrn`,
		[kept.id]
	);
	const twice = rows[0];
	if (!twice) throw new Error('no second record');
	await owner.query(
		`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Kin of hers', '+34611777999')`,
		[twice.id]
	);
	await owner.query(
		`update private.duplicates_looked_at set updated_at = now() - interval '1 minute'`
	);
	await owner.query(`select private.find_duplicates(20, 'infinity')`);

	const admin = await pageAs('admin');
	await admin.goto('/patients');
	await admin.getByRole('link', { name: 'Duplicate records' }).click();
	const pairs = admin.getByRole('region', { name: 'Possible duplicates' });
	const pair = pairs
		.getByRole('listitem')
		.filter({ hasText: twice.mrn })
		.filter({ hasText: 'Same name' });
	await expect(pair).toContainText('Same date of birth');
	await pair.getByRole('link', { name: /^Compare/ }).click();

	const table = admin.getByRole('table');
	await expect(table.getByRole('row', { name: /^Phone/ })).toContainText('611');
	await admin.getByLabel('Record to keep').selectOption(kept.id);
	await admin.getByRole('button', { name: 'Merge records' }).click();
	await expect(admin.locator('[data-field-error="reason"]')).toBeVisible();
	await admin.getByLabel('Why is this the same person?').fill('Same document shown at the desk');
	await admin.getByRole('button', { name: 'Merge records' }).click();
	await expect(admin.getByText('The records have been merged.').first()).toBeVisible();

	// The old address and the old number lead to the record that was kept.
	const desk = await pageAs('receptionist');
	await desk.goto(`/patients/${twice.id}`);
	await expect(desk).toHaveURL(new RegExp(`/patients/${kept.id}$`));
	await expect(desk.getByText('Kin of hers', { exact: true })).toBeVisible();
	await desk.goto(`/patients?q=${twice.mrn}`);
	await expect(desk.getByRole('link', { name: new RegExp(name) })).toHaveAttribute(
		'href',
		`/patients/${kept.id}`
	);
	expect((await desk.request.get('/patients/duplicates')).status()).toBe(404);

	const merged = admin
		.getByRole('region', { name: 'Merged records' })
		.getByRole('listitem')
		.filter({ hasText: twice.mrn });
	await merged.getByRole('link', { name: 'Undo merge' }).click();
	await merged.getByLabel('Why is it undone?').fill('Two sisters, as it turned out');
	await merged.getByRole('button', { name: 'Undo this merge' }).click();
	await expect(merged).toContainText('Two sisters, as it turned out');
	await desk.goto(`/patients/${twice.id}`);
	await expect(desk).toHaveURL(new RegExp(`/patients/${twice.id}$`));
	await expect(desk.getByText('Kin of hers', { exact: true })).toBeVisible();
});
