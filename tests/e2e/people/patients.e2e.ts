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
	await desk.getByLabel('Date and approximate time of death').fill('2999-01-01T10:00');
	await desk.getByRole('button', { name: 'Record death' }).click();
	await expect(desk.getByText('Enter a date and time after the birth')).toBeVisible();
	await desk.getByLabel('Date and approximate time of death').fill('2026-11-03T10:00');
	await desk.getByRole('button', { name: 'Record death' }).click();
	await expect(desk.getByText('The death has been recorded.')).toBeVisible();
	await expect(desk.getByRole('link', { name: 'Book a visit' })).toHaveCount(0);

	await desk.goto(`/patients?q=${encodeURIComponent(name)}`);
	await expect(desk.getByRole('main').getByRole('link', { name })).toContainText('Died 3 Nov 2026');

	await family.goto('/portal');
	await expect(family.getByText(`${name}’s record`)).toBeVisible();
	await expect(family.getByRole('main').getByRole('link', { name: /Book/ })).toHaveCount(0);

	await desk.goto(`/patients/${patientId}`);
	await desk.getByRole('button', { name: 'Recorded by mistake' }).click();
	await expect(desk.getByText('The patient is recorded as living.')).toBeVisible();
	await expect(desk.getByText('Died 3 Nov 2026')).toHaveCount(0);
});

test('a number is read as people write it, said to be none at its field, and found in any form', async ({
	pageAs,
	owner
}) => {
	const desk = await pageAs('receptionist');
	const given = `Wulandari${crypto.randomUUID().slice(0, 6)}`;
	await desk.goto('/reception?register');
	// One name is enough.
	await desk.getByLabel('Given name').fill(given);
	await desk.getByLabel('Date of birth').fill('1990-04-03');
	await desk.getByLabel('Sex').selectOption('female');
	await desk.getByLabel(/^Phone/).fill('(555) 010-0123');
	await desk.getByLabel('Next of kin’s name').fill('Budi');
	await desk.getByLabel('Next of kin’s phone').fill('+44 (0)20 7946 0018');
	await desk.getByRole('button', { name: 'Register patient' }).click();
	const phone = desk.getByLabel(/^Phone/);
	await expect(phone).toHaveAccessibleDescription(/not a complete phone number \(Spain\)/);
	await expect(phone).toHaveValue('(555) 010-0123');

	await phone.fill('+1 (555) 010-0123 ext. 12');
	await desk.getByRole('button', { name: 'Register patient' }).click();
	await expect(desk.getByRole('link', { name: '+1 555 010 0123 ext. 12' })).toBeVisible();
	await expect(desk.getByText('no SMS')).toBeVisible();
	const { rows } = await owner.query<{ id: string }>(
		`select patient.id, patient.phone, patient.phone_extension, contact.phone as kin
		from public.patients as patient join public.patient_contacts as contact on contact.patient_id = patient.id
		where full_name = $1`,
		[given]
	);
	expect(rows).toEqual([
		{
			id: expect.any(String) as unknown as string,
			phone: '+15550100123',
			phone_extension: '12',
			kin: '+442079460018'
		}
	]);
	await desk.goto(`/patients?q=${encodeURIComponent('001 555 010-0123')}`);
	await expect(desk.getByRole('main').getByRole('link', { name: given })).toBeVisible();

	await desk.goto(`/patients/${rows[0]?.id}?edit`);
	await desk.getByLabel(/^Phone/).fill('91 555 01 23');
	await desk.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(desk.getByText('+34 915 550 123 cannot receive SMS')).toBeVisible();
});
