import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

test('what is decided and warned of stands on the chart at once, on a colleague’s screen too', async ({
	owner,
	pageAs
}) => {
	const person = await patient(owner, 'Marta');
	const [doctor, nurse] = await Promise.all([
		colleague(owner, 'doctor'),
		colleague(owner, 'nurse')
	]);
	for (const { email } of [doctor, nurse]) {
		await owner.query(
			`insert into public.care_team_members (patient_id, staff_id, role)
			 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
			 where profiles.email = $2`,
			[person.id, email]
		);
	}
	const [desk, ward] = await Promise.all([pageAs(doctor), pageAs(nurse)]);
	await Promise.all([desk, ward].map((page) => page.goto(`/patients/${person.id}/summary`)));
	const marks = ward.locator('[data-chart-marks]');
	await expect(marks).toContainText('Allergies not recorded');
	await expect(ward.getByText('No decision recorded: attempt resuscitation')).toBeVisible();
	// A nurse warns, and does not decide.
	await expect(ward.getByText('Record decision')).toHaveCount(0);

	await desk.getByText('Record decision', { exact: true }).first().click();
	await desk.getByLabel('Decision').selectOption('Do not attempt resuscitation');
	await desk.getByLabel('Discussed with').selectOption('Patient');
	await desk.getByRole('button', { name: 'Record decision' }).click();
	await expect(desk.getByText('Give a reason.')).toBeVisible();
	await expect(desk.getByLabel('Decision')).toHaveValue('do_not_attempt');
	await desk.getByLabel('Reason').fill('Wish of the patient');
	await desk.getByRole('button', { name: 'Record decision' }).click();
	await expect(marks).toContainText('Do not attempt resuscitation');

	await ward.getByText('New alert', { exact: true }).click();
	await ward.getByLabel('Kind').selectOption('Falls risk');
	await ward.getByLabel('Alert', { exact: true }).fill('Walks with a frame');
	await ward.getByRole('button', { name: 'Add alert' }).dblclick();
	await expect(desk.locator('[data-chart-marks]')).toContainText('Falls risk');
	await expect(ward.getByLabel('Alert', { exact: true })).toBeHidden();
	await expect(marks.getByText('Walks with a frame')).toHaveCount(1);
});

test('the chart is for those in whose care somebody is, and the desk sees who it is', async ({
	owner,
	pageAs
}) => {
	const person = await patient(owner, 'Nadie');
	const [desk, doctor] = await Promise.all([pageAs('receptionist'), pageAs('doctor')]);
	await doctor.goto(`/patients/${person.id}/summary`);
	await expect(doctor).toHaveURL(new RegExp(`/patients/${person.id}$`));
	await expect(doctor.getByRole('link', { name: 'Open in an emergency' })).toBeVisible();
	await doctor.goto(`/patients/${person.id}/care-team`);
	await expect(doctor.getByText('This chart is not open to you')).toBeVisible();
	expect((await desk.goto(`/patients/${person.id}/summary`))?.status()).toBe(404);
	await desk.goto(`/patients/${person.id}`);
	await expect(desk.getByRole('heading', { level: 1, name: person.name })).toBeVisible();
	// Of the chart there is what the desk writes itself.
	const sections = desk.getByRole('navigation', { name: 'Sections of this chart' });
	await expect(sections.getByRole('link')).toHaveText(['Particulars', 'Registration']);
});
