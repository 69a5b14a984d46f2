import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';

test('an archived record is erased: asked for by one, approved by another, and its number says so', async ({
	pageAs,
	owner
}) => {
	const name = `Zephyrine${crypto.randomUUID().replaceAll(/[^a-f]/g, '')}`;
	const { id } = await patient(owner, name);
	const { rows } = await owner.query<{ mrn: string }>(
		`update public.patients set archived_at = now(), archived_reason = 'Moved away' where id = $1 returning mrn`,
		[id]
	);
	const mrn = rows[0]?.mrn ?? '';
	await owner.query(
		`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Kin of hers', '+34611777999')`,
		[id]
	);

	const admin = await pageAs('admin');
	await admin.goto(`/patients/${id}`);
	await admin.getByRole('link', { name: 'Erase record' }).click();
	const preview = admin.getByRole('region', { name: new RegExp(name) });
	await expect(preview.getByRole('row', { name: /Deleted/ }).first()).toBeVisible();
	await preview.getByLabel('Legal basis').selectOption('no_longer_needed');
	await preview.getByLabel('Reason').fill('Asked for by letter of 3 May');
	await preview.getByRole('button', { name: 'Request erasure' }).click();
	await expect(preview.getByText('The retention period is not over')).toBeVisible();
	await preview.getByLabel('Legal basis').selectOption('legal_duty');
	await preview.getByRole('button', { name: 'Request erasure' }).click();

	const request = admin.getByRole('listitem').filter({ hasText: mrn });
	await request.getByRole('link', { name: 'View' }).click();
	await expect(request.getByText('You requested this.')).toBeVisible();
	await expect(request.getByRole('button', { name: 'Approve erasure' })).toBeHidden();
	// As if a colleague had asked.
	await owner.query(`update public.erasure_requests set asked_by = null where patient_id = $1`, [
		id
	]);
	await request.getByLabel('Reason for approval').fill('Checked against the letter');
	await request.getByRole('button', { name: 'Approve erasure' }).click();
	const done = admin.getByRole('listitem').filter({ hasText: mrn });
	await expect(done.getByText('Being erased')).toBeVisible();
	await owner.query('select private.run_erasures()');
	await expect(done.getByText('Erased', { exact: true })).toBeVisible();
	await expect(admin.getByRole('main')).not.toContainText(name);

	const desk = await pageAs('receptionist');
	await desk.goto(`/patients?q=${mrn}`);
	await expect(desk.getByText('This record was erased on')).toBeVisible();
	expect((await desk.goto(`/patients/${id}`))?.status()).toBe(410);
	await expect(desk.getByText('Nothing else is known about it.')).toBeVisible();
	expect((await desk.request.get('/patients/erasures')).status()).toBe(404);
});
