import { expect, test } from '../fixtures.ts';
import { bookingAddress, colleague, freeSlot, portalPatient } from '../people.ts';

test('a booking appears on the doctor’s screen, with a message, without a reload', async ({
	pageAs,
	owner
}) => {
	const slot = await freeSlot(owner, 0, 3);
	const booker = await portalPatient(owner, 'Aurelia');
	const [doctor, patient] = await Promise.all([
		pageAs({ email: slot.doctorEmail }),
		pageAs({ email: booker.email })
	]);
	await doctor.goto(`/today?day=${slot.day}`);
	await expect(doctor.getByText('Live', { exact: true })).toBeVisible();
	await expect(doctor.getByText(booker.name)).toHaveCount(0);

	await patient.goto(bookingAddress(slot));
	await patient.getByLabel('Reason for the visit').fill('A cough that stays');
	await patient.getByRole('button', { name: 'Book this visit' }).click();
	await expect(patient.getByText('Your visit has been booked.')).toBeVisible();

	const row = doctor.getByRole('listitem').filter({ hasText: booker.name });
	await expect(row.filter({ hasText: 'A cough that stays' })).toContainText(slot.time);
	await expect(
		doctor.getByText(`New visit: ${booker.name}`).filter({ visible: true }).first()
	).toBeVisible();

	await patient.getByRole('link', { name: 'Cancel visit' }).click();
	await patient.getByLabel('Reason for cancelling').fill('Feeling better');
	await patient.getByRole('button', { name: 'Yes, cancel visit' }).click();
	// The message first: it leaves by itself after a while.
	await expect(
		doctor.getByText(`Visit cancelled: ${booker.name}`).filter({ visible: true }).first()
	).toBeVisible();
	await expect(row.filter({ hasText: 'Cancelled' }).first()).toBeVisible();
	await expect(patient.getByText('The visit has been cancelled.')).toBeVisible();
});

test('of two patients who take the same slot at once, one wins and the other is offered three more', async ({
	pageAs,
	owner
}) => {
	const slot = await freeSlot(owner, 1, 4);
	const people = await Promise.all([portalPatient(owner, 'Berta'), portalPatient(owner, 'Celso')]);
	const pages = await Promise.all(people.map(({ email }) => pageAs({ email })));
	for (const page of pages) {
		await page.goto(bookingAddress(slot));
		await page.getByLabel('Reason for the visit').fill('Typed with care');
	}
	await Promise.all(
		pages.map((page) => page.getByRole('button', { name: 'Book this visit' }).click())
	);

	const outcomes = await Promise.all(
		pages.map(async (page) => {
			const won = page.getByText('Your visit has been booked.');
			const lost = page.getByRole('alert');
			await expect(won.or(lost).first()).toBeVisible();
			return won.isVisible();
		})
	);
	expect(outcomes.filter(Boolean)).toHaveLength(1);

	const loser = pages[outcomes.indexOf(false)];
	if (!loser) throw new Error('Nobody lost');
	await expect(loser.getByText('This time has just been taken.')).toBeVisible();
	await expect(loser.getByLabel('Reason for the visit')).toHaveValue('Typed with care');
	const offers = loser.getByRole('button', { name: /^Book instead/ });
	await expect(offers).toHaveCount(3);
	await offers.first().click();
	await expect(loser.getByText('Your visit has been booked.')).toBeVisible();

	const { rows } = await owner.query<{ visits: number }>(
		`select count(*)::int as visits from public.appointments
		 where doctor_id = $1 and starts_at = $2 and status <> 'cancelled'`,
		[slot.doctorId, slot.startsAt]
	);
	expect(rows[0]?.visits).toBe(1);
});

test('a visit is booked, moved and cancelled without JavaScript', async ({ pageAs, owner }) => {
	const slot = await freeSlot(owner, 2, 5);
	const booker = await portalPatient(owner, 'Delia');
	const page = await pageAs({ email: booker.email }, { javaScriptEnabled: false });

	await page.goto('/portal/book');
	await expect(page.getByRole('button', { name: 'Notifications' })).toBeHidden();
	await page.getByRole('link', { name: slot.doctorName }).click();
	await page.getByRole('region', { name: 'First available' }).getByRole('link').first().click();
	await page.getByLabel('Reason for the visit').fill('Plain HTML');
	await page.getByRole('button', { name: 'Book this visit' }).click();
	await expect(page.getByText('Your visit has been booked.')).toBeVisible();

	await page.getByRole('link', { name: 'Reschedule' }).click();
	await page.getByRole('region', { name: 'First available' }).getByRole('link').last().click();
	await page.getByRole('button', { name: 'Move visit' }).click();
	await expect(page.getByText('The visit has been moved.')).toBeVisible();

	await page.getByRole('link', { name: 'Cancel visit' }).click();
	await page.getByRole('button', { name: 'Yes, cancel visit' }).click();
	await expect(page.getByText('The visit has been cancelled.')).toBeVisible();
});

test('nobody reaches another patient’s visit, by address, by the API or by a channel', async ({
	pageAs,
	clientAs,
	owner
}) => {
	const stranger = await portalPatient(owner, 'Eloy');
	const { rows } = await owner.query<{ id: string; patient_id: string; doctor_id: string }>(
		`select a.id, a.patient_id, a.doctor_id from public.appointments a
		 join public.portal_links l using (patient_id) join public.profiles p on p.id = l.user_id
		 where p.email = 'patient@lantern.example' limit 1`
	);
	const visit = rows[0];
	if (!visit) throw new Error('The demo patient has no visit');

	const page = await pageAs({ email: stranger.email });
	expect((await page.goto(`/portal/visits/${visit.id}`))?.status()).toBe(404);
	expect((await page.goto(`/portal/visits/${visit.id}/reschedule`))?.status()).toBe(404);

	// The demo patient is as much a stranger to the new patient's visits.
	const slot = await freeSlot(owner, 3, 6);
	const { rows: made } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		 values ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '15 minutes') returning id`,
		[stranger.patientId, slot.doctorId, slot.visitTypeId, slot.startsAt]
	);
	const other = await clientAs('patient');
	const read = await other
		.from('appointments')
		.select('id')
		.eq('id', made[0]?.id ?? '');
	expect(read.error).toBeNull();
	expect(read.data).toEqual([]);
	const cancelled = await other.rpc('cancel_appointment', { p_appointment_id: made[0]?.id ?? '' });
	expect(cancelled.error?.code).toBe('PT404');

	await other.realtime.setAuth();
	for (const topic of [`patient:${stranger.patientId}`, `doctor:${visit.doctor_id}`]) {
		const answer = await new Promise<string>((resolve) => {
			other
				.channel(topic, { config: { private: true } })
				.subscribe((status, error) => resolve(`${status} ${error?.message ?? ''}`));
		});
		expect(answer).toMatch(/CHANNEL_ERROR.*Unauthorized/);
	}
});

test('reception finds a patient, books for them, and the patient sees it', async ({
	pageAs,
	owner
}) => {
	const person = await portalPatient(owner, 'Fermina');
	const [desk, patient] = await Promise.all([
		pageAs(await colleague(owner, 'receptionist')),
		pageAs({ email: person.email })
	]);
	await patient.goto('/portal');
	await expect(patient.getByText('You have no upcoming visits')).toBeVisible();

	await desk.goto('/reception');
	// The page answers as one types once its script is there.
	await expect(desk.getByText('Live', { exact: true })).toBeVisible();
	await desk.getByLabel('Find a patient').fill(person.name.slice(0, 14));
	await desk
		.getByRole('option', { name: person.name })
		.or(desk.getByRole('link', { name: person.name }))
		.first()
		.click();
	await desk.getByRole('link', { name: 'Book a visit' }).click();
	const slot = await freeSlot(owner, 4, 2);
	await desk.getByRole('link', { name: slot.doctorName }).click();
	await desk.getByRole('region', { name: 'First available' }).getByRole('link').first().click();
	await desk.getByRole('button', { name: 'Book this visit' }).click();
	// Said once, by the bar that undoes it.
	await expect(desk.getByRole('region', { name: 'Undo your last step' })).toContainText(
		`Visit booked: ${person.name}.`
	);
	await expect(desk.getByText('The visit has been booked.')).toBeHidden();

	await expect(patient.getByText(slot.doctorName).filter({ visible: true }).first()).toBeVisible();

	// Whether to cancel is asked beside the visit it is about, on whatever day that is.
	const booked = desk
		.getByRole('region', { name: 'Patient', exact: true })
		.getByRole('listitem')
		.filter({ hasText: slot.doctorName });
	await booked.getByRole('link', { name: 'Cancel' }).click();
	await expect(booked.getByRole('button', { name: 'Yes, cancel visit' })).toBeVisible();
});

test('a visit checked in at the desk is announced to the doctor, who sees it to its end', async ({
	pageAs,
	owner
}) => {
	const person = await portalPatient(owner, 'Gala');
	const { rows: doctors } = await owner.query<{ id: string; email: string }>(
		`select d.id, p.email from public.doctors d join public.staff s using (id)
		 join public.profiles p on p.id = s.user_id where d.active order by p.email desc offset 2 limit 1`
	);
	const doctor = doctors[0];
	if (!doctor) throw new Error('The demo has no doctors');
	// In a quarter of an hour, whatever the clock says: the desk checks in up to two hours ahead.
	await owner.query(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, $2, id, now() + interval '15 minutes', now() + interval '30 minutes', true, 'Seen at once'
		 from public.visit_types order by name limit 1`,
		[person.patientId, doctor.id]
	);
	const { rows: days } = await owner.query<{ day: string }>(
		`select to_char((now() + interval '15 minutes') at time zone time_zone, 'YYYY-MM-DD') as day from public.hospital_settings`
	);
	const day = days[0]?.day ?? '';
	const [screen, desk] = await Promise.all([
		pageAs({ email: doctor.email }),
		pageAs(await colleague(owner, 'receptionist'))
	]);
	await screen.goto(`/today?day=${day}`);
	await expect(screen.getByText('Live', { exact: true })).toBeVisible();

	await desk.goto(`/reception?day=${day}&of=${doctor.id}`);
	const row = desk.getByRole('listitem').filter({ hasText: person.name });
	await row.getByRole('button', { name: 'Check in' }).click();
	await expect(row.getByText('Arrived')).toBeVisible();
	// The wrong row: undone, the patient has not arrived.
	const undo = desk.getByRole('region', { name: 'Undo your last step' });
	await expect(undo).toContainText(`${person.name} checked in.`);
	await undo.getByRole('button', { name: 'Undo' }).click();
	await expect(row.getByText('Arrived')).toBeHidden();
	await row.getByRole('button', { name: 'Check in' }).click();
	await expect(row.getByText('Arrived')).toBeVisible();

	await expect(
		screen.getByText(`${person.name} has arrived`).filter({ visible: true }).first()
	).toBeVisible();
	const own = screen.getByRole('listitem').filter({ hasText: person.name });
	await own.getByRole('button', { name: 'Start consultation' }).first().click();
	await own.getByRole('button', { name: 'Complete' }).first().click();
	await expect(own.getByText('Completed').first()).toBeVisible();
});
