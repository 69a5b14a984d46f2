import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { freeSlot, portalPatient, type FreeSlot, type PortalPatient } from '../people.ts';

/** Somebody waits for just this slot's doctor, day and kind of visit; returns the entry's id. */
async function waits(owner: pg.Pool, person: PortalPatient, slot: FreeSlot): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		// Long before anybody of the demo, so that nobody comes before them.
		`insert into public.waitlist_entries
			(patient_id, visit_type_id, doctor_id, earliest_on, latest_on, urgency, joined_at)
		 values ($1, $2, $3, $4, $4, 'urgent', now() - interval '1 year') returning id`,
		[person.patientId, slot.visitTypeId, slot.doctorId, slot.day]
	);
	return rows[0]?.id ?? '';
}

/** The slot's visit, of somebody else; returns its id. */
async function taken(owner: pg.Pool, person: PortalPatient, slot: FreeSlot): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		 select $1, $2, $3, $4::timestamptz,
			$4::timestamptz + make_interval(mins => duration_minutes + buffer_minutes)
		 from public.visit_types where id = $3 returning id`,
		[person.patientId, slot.doctorId, slot.visitTypeId, slot.startsAt]
	);
	return rows[0]?.id ?? '';
}

const visitsAt = async (owner: pg.Pool, slot: FreeSlot) => {
	const { rows } = await owner.query<{ patient_id: string }>(
		`select patient_id from public.appointments
		 where doctor_id = $1 and starts_at = $2 and status not in ('cancelled', 'no_show')`,
		[slot.doctorId, slot.startsAt]
	);
	return rows.map(({ patient_id }) => patient_id);
};

test('a cancelled visit is offered live to who waits; they accept by the link, without JavaScript', async ({
	pageAs,
	owner,
	browser,
	app
}) => {
	const slot = await freeSlot(owner, 6, 9);
	const [holder, waiting] = await Promise.all([
		portalPatient(owner, 'Gala'),
		portalPatient(owner, 'Hugo')
	]);
	const visitId = await taken(owner, holder, slot);
	const entryId = await waits(owner, waiting, slot);
	const [leaver, portal, desk] = await Promise.all([
		pageAs({ email: holder.email }),
		pageAs({ email: waiting.email }),
		pageAs('receptionist')
	]);
	await portal.goto('/portal/waitlist');
	await desk.goto('/waitlist');
	await expect(portal.getByRole('main').getByText('Place 1 on the list')).toBeVisible();
	for (const page of [portal, desk]) {
		await expect(page.getByText('Live', { exact: true })).toBeVisible();
	}

	await leaver.goto(`/portal/visits/${visitId}?cancel`);
	await leaver.getByRole('button', { name: 'Yes, cancel visit' }).click();
	await expect(leaver.getByText('The visit has been cancelled.')).toBeVisible();

	const offer = portal.getByRole('article', { name: 'A time has become free for you' });
	await expect(offer).toContainText(slot.time);
	await expect(offer).toContainText(slot.doctorName);
	await expect(offer.getByText(/^Answer by \d\d:\d\d$/)).toBeVisible();
	await expect(
		desk.getByRole('main').getByRole('button', { name: `Accept for ${waiting.name}` })
	).toBeVisible();

	const { rows } = await owner.query<{ token: string }>(
		`select private.issue_offer_token(id) as token from public.waitlist_offers where entry_id = $1`,
		[entryId]
	);
	const context = await browser.newContext({ baseURL: app, javaScriptEnabled: false });
	const link = await context.newPage();
	const address = `/offer/${rows[0]?.token ?? ''}`;
	// Looking does nothing: programs that check mail follow links.
	await link.goto(address);
	expect(await visitsAt(owner, slot)).toEqual([]);
	await expect(link.getByRole('main').getByText(slot.doctorName)).toBeVisible();
	await link.getByRole('button', { name: 'Yes, I will take it' }).click();
	await expect(link.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
	expect(await visitsAt(owner, slot)).toEqual([waiting.patientId]);

	await link.goto(address);
	await expect(link.getByRole('heading', { name: 'This offer has ended' })).toBeVisible();
	await context.close();
	await expect(offer).toHaveCount(0);
	await expect(portal.getByText('You are not waiting for anything')).toBeVisible();
});

test('who finds nothing that suits joins the list from the booking, and is offered a time by the desk', async ({
	pageAs,
	owner
}) => {
	const slot = await freeSlot(owner, 7, 10);
	const person = await portalPatient(owner, 'Irene');
	const [portal, desk] = await Promise.all([
		pageAs({ email: person.email }),
		pageAs('receptionist')
	]);
	await portal.goto(`/portal/book?doctor=${slot.doctorId}&type=${slot.visitTypeId}`);
	await portal.getByRole('main').getByRole('link', { name: 'Join the waiting list' }).click();
	const main = portal.getByRole('main');
	await expect(main.getByLabel('Doctor or specialty')).toHaveValue(`doctor:${slot.doctorId}`);
	await main.getByLabel(/^Earliest time/).fill('23:00');
	await main.getByLabel(/^Latest time/).fill('08:00');
	await main.getByRole('button', { name: 'Join the waiting list' }).click();
	await expect(main.getByText('This time is not after the first one.')).toBeVisible();
	await main.getByLabel(/^Earliest time/).fill('00:00');
	await main.getByLabel(/^Latest time/).fill('23:30');
	await main.getByRole('button', { name: 'Join the waiting list' }).click();
	await expect(main.getByText(/Place \d+ on the list/)).toBeVisible();

	await desk.goto(`/waitlist?of=${slot.doctorId}`);
	const row = desk.getByRole('main').getByRole('listitem').filter({ hasText: person.name });
	await row.getByRole('link', { name: `Offer ${person.name} a time` }).click();
	const times = row.getByRole('button').filter({ hasText: slot.doctorName });
	await times.last().click();
	const accepts = desk.getByRole('main').getByRole('button', { name: `Accept for ${person.name}` });
	await expect(accepts).toBeVisible();
	await main.getByRole('button', { name: 'No, thank you' }).click();
	await expect(main.getByRole('button', { name: 'No, thank you' })).toHaveCount(0);
	await expect(main.getByText(/Place \d+ on the list/)).toBeVisible();
	await expect(accepts).toHaveCount(0);
	await main.getByRole('button', { name: 'Remove from list' }).click();
	await expect(main.getByText('You are not waiting for anything')).toBeVisible();
});

test('a doctor asks for a follow-up, and the patient books it from the portal', async ({
	pageAs,
	owner
}) => {
	const slot = await freeSlot(owner, 8, 12);
	const person = await portalPatient(owner, 'Julia');
	await owner.query(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
		 values ($1, $2, $3, now() - interval '40 days', now() - interval '40 days' + interval '20 minutes', 'completed')`,
		[person.patientId, slot.doctorId, slot.visitTypeId]
	);
	const [doctor, portal] = await Promise.all([
		pageAs({ email: slot.doctorEmail }),
		pageAs({ email: person.email })
	]);
	await portal.goto('/portal/waitlist');
	await expect(portal.getByText('Live', { exact: true })).toBeVisible();
	await doctor.goto(`/follow-ups?order&patient=${person.patientId}`);
	const form = doctor.getByRole('main');
	await form.getByLabel(/^Visit type/).selectOption({ value: slot.visitTypeId });
	await form.getByLabel('Due from').fill(slot.day);
	await form
		.getByLabel('Due until')
		.fill(slot.day.replace(/^\d{4}/, (year) => `${Number(year) + 1}`));
	await form.getByLabel(/^Reason/).fill('See how it healed');
	await form.getByRole('button', { name: 'Order follow-up' }).click();
	await expect(form.getByRole('listitem').filter({ hasText: person.name })).toBeVisible();

	const due = portal
		.getByRole('main')
		.getByRole('listitem')
		.filter({ hasText: 'See how it healed' });
	await due.getByRole('link', { name: 'Book a visit' }).click();
	await portal.getByRole('main').locator('a[href*="slot="]').last().click();
	await portal.getByRole('button', { name: 'Book this visit' }).click();
	await expect(portal.getByText('Your visit has been booked.')).toBeVisible();
	await portal.goto('/portal/waitlist');
	await expect(due.getByText('Booked', { exact: true })).toBeVisible();
});

test('the desk plans a series, sees which dates are free, and books it whole', async ({
	pageAs,
	owner
}) => {
	const slot = await freeSlot(owner, 9, 13);
	const person = await portalPatient(owner, 'Kiko');
	const desk = await pageAs('receptionist');
	const query = new URLSearchParams({
		patient: person.patientId,
		type: slot.visitTypeId,
		slot: `${slot.startsAt.toISOString()}~${slot.doctorId}`
	});
	await desk.goto(`/follow-ups/series?${query}`);
	const main = desk.getByRole('main');
	await main.getByLabel('Number of visits').fill('3');
	await main.getByRole('button', { name: 'Show dates' }).click();
	await expect(main.getByRole('region', { name: 'Dates' }).getByRole('listitem')).toHaveCount(3);
	await main.getByRole('button', { name: 'Book all 3 visits' }).click();
	await expect(desk.getByRole('log').getByText('The series has been booked.')).toBeVisible();
	await main.getByText('Cancel remaining 3 visits').click();
	await main.getByRole('button', { name: 'Yes, cancel 3 visits' }).click();
	await expect(main.getByText('No series with upcoming visits.')).toBeVisible();
});
