import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { colleague, patient, portalPatient } from '../people.ts';

test('the log is narrowed to a patient, shows what comes in, and is taken out as it is filtered', async ({
	pageAs,
	owner
}) => {
	const { id, name } = await patient(owner, 'Araceli');
	const [admin, desk] = await Promise.all([pageAs('admin'), pageAs('receptionist')]);
	await admin.goto('/admin/audit');
	await admin.getByLabel('Patient', { exact: true }).fill(name);
	await admin.getByRole('button', { name: 'Apply' }).click();
	const entries = admin.getByRole('region', { name: 'Entries' }).getByRole('listitem');
	await expect(entries.first()).toContainText('Added: Patient record');
	await expect(entries.first()).toContainText('17 May 1980');

	await desk.goto(`/patients/${id}?edit`);
	await desk.getByLabel('Town').fill('Ourense');
	await desk.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(entries.first()).toContainText('Changed: Patient record');
	await expect(entries.first()).toContainText('empty → Ourense');

	const [download] = await Promise.all([
		admin.waitForEvent('download'),
		admin.getByRole('link', { name: 'Export CSV' }).click()
	]);
	const csv = await readFile(await download.path(), 'utf8');
	expect(csv).toContain('Town: empty → Ourense');
	expect(csv.split('\r\n').filter((line) => line.includes(name))).toHaveLength(2);
	await admin.goto('/admin/audit?action=exported');
	await expect(entries.first()).toContainText('Exported: Audit log');
	await expect(entries.first()).toContainText(name);
});

test('a screen that is not for somebody is not there, and the attempt is in the log', async ({
	pageAs,
	owner
}) => {
	const who = await colleague(owner, 'nurse');
	const [nurse, admin] = await Promise.all([pageAs(who), pageAs('admin')]);
	const answer = await nurse.goto('/admin/people');
	expect(answer?.status()).toBe(404);
	await admin.goto(`/admin/audit?action=refused&person=${who.email}`);
	const entry = admin.getByRole('region', { name: 'Entries' }).getByRole('listitem').first();
	await expect(entry).toContainText('Refused: Screen');
	await expect(entry).toContainText('/admin/people');
});

test('a patient sees who opened their record, asks about it, and reads the answer', async ({
	pageAs,
	owner
}) => {
	const { email, patientId, name } = await portalPatient(owner, 'Delfina');
	const [doctor, family, admin] = await Promise.all([
		pageAs(await colleague(owner, 'doctor')),
		pageAs({ email }),
		pageAs('admin')
	]);
	await family.goto('/portal/family');
	await family.getByRole('link', { name: 'Who has opened the record' }).click();
	await expect(family.getByText('No one has opened the record yet')).toBeVisible();

	await doctor.goto(`/patients/${patientId}`);
	await doctor.getByRole('link', { name: 'Open in an emergency' }).click();
	await doctor.getByLabel('Reason').selectOption('Other');
	await doctor.getByLabel('What happened').fill('Advice to the surgeons by phone');
	await doctor.getByRole('button', { name: 'Open chart' }).click();
	const entry = family.getByRole('listitem').filter({ hasText: 'Emergency access' });
	await expect(entry).toContainText('Doctor');
	await expect(entry).not.toContainText('surgeons');

	await entry.getByRole('link', { name: /^Ask about/ }).click();
	await entry.getByLabel('Question').fill('I was not here that day. Who was it?');
	await entry.getByRole('button', { name: 'Send question' }).click();
	await expect(entry).toContainText('The hospital has not answered yet');

	await admin.goto('/admin/openings?state=questions');
	const question = admin.getByRole('listitem').filter({ hasText: name });
	await expect(question).toContainText('I was not here that day');
	await question.getByLabel('Answer').fill('A surgeon asked this doctor for advice.');
	await question.getByRole('button', { name: 'Send answer' }).click();
	await expect(entry).toContainText('A surgeon asked this doctor for advice.');
});
