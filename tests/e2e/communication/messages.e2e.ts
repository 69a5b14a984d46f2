import { expect, test } from '../fixtures.ts';
import { colleague, portalPatient } from '../people.ts';

test('a patient’s message reaches their doctor’s inbox, is answered by a stand-in, and read on the portal, all live', async ({
	pageAs,
	owner
}) => {
	const [{ email: as, patientId, name }, { email }, { email: stand }] = await Promise.all([
		portalPatient(owner, 'Olalla'),
		colleague(owner, 'doctor'),
		colleague(owner, 'doctor')
	]);
	const { rows } = await owner.query<{ id: string; full_name: string }>(
		`select staff.id, staff.full_name from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = any ($1) order by profiles.email <> $2`,
		[[email, stand], email]
	);
	const [away, other] = rows;
	if (!away || !other) throw new Error('nobody works here');
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
		[patientId, away.id]
	);
	const [patient, doctor, delegate] = await Promise.all([
		pageAs({ email: as }),
		pageAs({ email }),
		pageAs({ email: stand })
	]);
	await Promise.all([doctor.goto('/inbox'), delegate.goto('/inbox')]);
	await expect(doctor.getByText('Nothing waits for you')).toBeVisible();

	// No urgency is promised where one writes, and what is typed survives a refusal.
	await patient.goto('/portal/messages');
	await patient.getByRole('link', { name: 'New message' }).click();
	await expect(patient.getByText(/Messages are not for emergencies.*call 112/)).toBeVisible();
	await patient.getByRole('combobox', { name: /^To/ }).selectOption({ label: away.full_name });
	await patient.getByLabel('Message', { exact: true }).fill('May I run again?');
	await patient.getByRole('button', { name: 'Send' }).click();
	await expect(patient.getByLabel('Message', { exact: true })).toHaveValue('May I run again?');
	await patient.getByLabel('Subject').fill('My knee');
	await patient.getByRole('button', { name: 'Send' }).click();
	await expect(patient.getByRole('heading', { name: 'My knee' })).toBeVisible();
	await expect(patient.getByText('Not read yet')).toBeVisible();

	// There without a reload, and counted in the navigation.
	const item = doctor.getByRole('link', { name: new RegExp(`${name}.*My knee`) });
	await expect(item).toBeVisible();
	await expect(
		doctor
			.getByRole('navigation')
			.getByRole('link', { name: /^Inbox.*1 item waits/ })
			.first()
	).toBeVisible();

	// The doctor goes away: it is in the stand-in's list as theirs, who opens it, chart and all.
	await owner.query(
		`insert into public.stand_ins (staff_id, delegate_id, since, until) values ($1, $2, now(), now() + interval '2 days')`,
		[away.id, other.id]
	);
	const covered = delegate.getByRole('button', {
		name: new RegExp(`My knee.*For ${away.full_name}`)
	});
	await expect(covered).toBeVisible();
	await covered.click();
	await expect(delegate.getByRole('heading', { name: 'My knee' })).toBeVisible();
	await expect(patient.getByText(`Read by ${other.full_name}`)).toBeVisible();
	await delegate.getByLabel('Message', { exact: true }).fill('Yes, slowly.');
	await delegate.getByRole('button', { name: 'Send' }).click();
	await expect(patient.getByText('Yes, slowly.')).toBeVisible();
	await expect(patient.getByText(`${other.full_name}, for ${away.full_name}`)).toBeVisible();
	await expect(delegate.getByText(/Read by .+/).last()).toBeVisible();
	await expect(doctor.getByText('Nothing waits for you')).toBeVisible();

	// Closed, and opened again by what the patient writes; sent in error it stays, struck through.
	await delegate.getByRole('button', { name: 'Close thread' }).click();
	await expect(patient.getByText('This thread is closed.', { exact: false })).toBeVisible();
	await patient.getByLabel('Message', { exact: true }).fill('Oops');
	await patient.getByRole('button', { name: 'Send' }).click();
	await expect(delegate.getByText('Oops')).toBeVisible();
	const oops = patient.getByRole('article').filter({ hasText: 'Oops' });
	await oops.locator('summary').click();
	await oops.getByRole('button', { name: 'Mark as sent in error' }).click();
	await expect(oops.getByText('It stays')).toBeHidden();
	await expect(delegate.getByRole('article').filter({ hasText: 'Oops' })).toContainText(
		'Sent in error'
	);
});
