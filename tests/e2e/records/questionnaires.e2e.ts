import { expect, test } from '../fixtures.ts';
import { freeSlot, portalPatient } from '../people.ts';

test('questions before a visit are set, answered on two devices, sent, seen on the day’s list and taken into the note', async ({
	owner,
	pageAs
}) => {
	const patient = await portalPatient(owner, 'Quilla');
	const slot = await freeSlot(owner, 9, 4);
	// Of a type of its own: nobody else is asked.
	const type = `Check ${crypto.randomUUID().slice(0, 6)}`;
	const { rows } = await owner.query<{ id: string; visit: string }>(
		`with made as (
			insert into public.visit_types (code, name, duration_minutes) values (upper(right($1, 6)), $1, 15) returning id
		), booked as (
			insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			select $2::uuid, $3::uuid, id, $4::timestamptz, $4::timestamptz + interval '15 minutes' from made returning id
		)
		select made.id, booked.id as visit from made, booked`,
		[type, patient.patientId, slot.doctorId, slot.startsAt]
	);
	const visit = rows[0]?.visit ?? '';

	const admin = await pageAs('admin');
	await admin.goto('/admin/questions?edit=new');
	await admin.getByLabel('Name (English)').fill(`Before a ${type}`);
	await admin.getByLabel('Name (Spanish)').fill(`Antes de ${type}`);
	const question = (number: number) => admin.getByRole('group', { name: `Question ${number}` });
	await question(1).getByLabel('Question (English)').fill('What brings you here?');
	await question(1).getByLabel('An answer is required').check();
	await question(2).getByLabel('Question (English)').fill('How warm was it?');
	await question(2).getByLabel('Question (Spanish)').fill('¿Cuánta fiebre?');
	await question(2).getByLabel('Answer type').selectOption('number');
	await question(2).getByLabel('Unit').fill('°C');
	await admin.getByRole('button', { name: 'Save question set' }).click();
	// What is wrong is said at its field, and nothing that was typed is lost.
	await expect(admin.getByText('Enter the question in both languages.')).toBeVisible();
	await question(1).getByLabel('Question (Spanish)').fill('¿Qué le trae?');
	await admin.getByRole('button', { name: 'Save question set' }).click();
	await expect(admin.getByText('Choose a visit type or a specialty.')).toBeVisible();
	await admin.getByLabel('Visit type').selectOption(type);
	await admin.getByRole('button', { name: 'Save question set' }).click();
	await expect(admin.getByText(`${type} · 2 questions`)).toBeVisible();

	const phone = await pageAs({ email: patient.email }, { viewport: { width: 390, height: 844 } });
	const laptop = await pageAs({ email: patient.email });
	const doctor = await pageAs({ email: slot.doctorEmail });
	await doctor.goto(`/today?day=${slot.day}`);
	const row = doctor.locator(`#visit-${visit}`);
	await expect(row.getByText('Questions not answered')).toBeVisible();

	await phone.goto('/portal');
	await phone.getByRole('link', { name: 'Answer questions' }).click();
	await expect(phone.getByRole('heading', { name: 'Questions before a visit' })).toBeVisible();
	const why = (page: typeof phone) => page.getByLabel('What brings you here?');
	const warm = (page: typeof phone) => page.getByLabel('How warm was it?');
	await warm(phone).fill('rather');
	await expect(phone.getByText('Saved', { exact: true })).toBeVisible();
	await laptop.goto(`/portal/visits/${visit}/questions`);
	await expect(warm(laptop)).toHaveValue('rather');

	// What is missing or is no number is told at its field.
	await phone.getByRole('button', { name: 'Send answers' }).click();
	await expect(phone.getByText('Please answer this question.')).toBeVisible();
	await expect(phone.getByText('Enter a number in digits')).toBeVisible();
	await expect(warm(phone)).toHaveValue('rather');
	await warm(phone).fill('38,5');
	await expect(warm(laptop)).toHaveValue('38,5');

	// Both at one answer: both texts are shown, and both can stay.
	await phone.context().setOffline(true);
	await why(phone).fill('A cough');
	await why(laptop).fill('A fever');
	await expect(laptop.getByText('Saved', { exact: true })).toBeVisible();
	await phone.context().setOffline(false);
	await expect(phone.getByText('On the other device: A fever')).toBeVisible();
	await phone.getByRole('button', { name: 'Keep both texts' }).click();
	await expect(why(laptop)).toHaveValue('A cough\nA fever');
	await phone.getByRole('button', { name: 'Send answers' }).click();
	await expect(phone.getByText('Answers sent')).toBeVisible();

	// Without a reload.
	await expect(row.getByText('Questions answered')).toBeVisible();
	await row.getByTitle('Open visit').click();
	await doctor.getByRole('link', { name: /^Read answers/ }).click();
	await expect(doctor.getByText('38,5 °C')).toBeVisible();
	await doctor.goto(`/patients/${patient.patientId}/timeline`);
	await expect(doctor.getByText(`Answered: Before a ${type}`)).toBeVisible();
	await owner.query(
		`insert into public.encounters (patient_id, staff_id, staff_name, appointment_id) values ($1, $2, 'Dr. Test', $3)`,
		[patient.patientId, slot.doctorId, visit]
	);
	const note = await owner.query<{ id: string }>(
		`with note as (
			insert into public.notes (encounter_id, patient_id, kind, author_id, author_name)
			select id, patient_id, 'visit', staff_id, staff_name from public.encounters where appointment_id = $1 returning *
		)
		insert into public.note_drafts (note_id, patient_id, content, begun_by, updated_by, updated_name)
		select id, patient_id, '{"sections": [{"key": "subjective"}, {"key": "plan"}]}', author_id, author_id, author_name from note
		returning note_id as id`,
		[visit]
	);
	await doctor.goto(`/patients/${patient.patientId}/notes/${note.rows[0]?.id}`);
	await doctor.getByRole('button', { name: /^Add to note ?: What brings you here/ }).click();
	await expect(doctor.getByRole('textbox', { name: 'Subjective' })).toHaveValue(
		'What brings you here? A cough\nA fever (patient’s answer)'
	);
	await expect(doctor.getByText(/Includes the patient’s answers of/).first()).toBeVisible();
	await expect(doctor.getByText('Draft saved')).toBeVisible();

	// Over, it is not answered any more, and says so where somebody is typing.
	await owner.query(
		`update public.appointments set status = 'cancelled', cancelled_at = now() where id = $1`,
		[visit]
	);
	await expect(phone.getByText('answers can no longer be changed')).toBeVisible();
	await expect(phone.getByText('38,5 °C')).toBeVisible();
});
