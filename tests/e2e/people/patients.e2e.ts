import { expect, test } from '../fixtures.ts';
import { portalPatient } from '../people.ts';

test('reception records a death: it is marked, nothing is offered any more, and a mistake is taken back', async ({
	pageAs,
	owner
}) => {
	const { name, email, patientId } = await portalPatient(owner, 'Serafín');
	const [desk, family] = await Promise.all([pageAs('receptionist'), pageAs({ email })]);

	await desk.goto(`/patients/${patientId}`);
	await desk.getByRole('link', { name: 'Record a death' }).click();
	await desk.getByLabel('Died on, at about').fill('2999-01-01T10:00');
	await desk.getByRole('button', { name: 'Record the death' }).click();
	await expect(desk.getByText('Give a day and time after the birth')).toBeVisible();
	await desk.getByLabel('Died on, at about').fill('2026-11-03T10:00');
	await desk.getByRole('button', { name: 'Record the death' }).click();
	await expect(desk.getByText('The death is recorded.')).toBeVisible();
	await expect(desk.getByRole('link', { name: 'Book a visit' })).toHaveCount(0);

	await desk.goto(`/patients?q=${encodeURIComponent(name)}`);
	await expect(desk.getByRole('main').getByRole('link', { name })).toContainText('Died 3 Nov 2026');

	await family.goto('/portal');
	await expect(family.getByText(`The record of ${name}`)).toBeVisible();
	await expect(family.getByRole('main').getByRole('link', { name: /Book/ })).toHaveCount(0);

	await desk.goto(`/patients/${patientId}`);
	await desk.getByRole('button', { name: 'Recorded by mistake' }).click();
	await expect(desk.getByText('The patient is recorded as living.')).toBeVisible();
	await expect(desk.getByText('Died 3 Nov 2026')).toHaveCount(0);
});
