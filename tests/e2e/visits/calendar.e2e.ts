import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { colleague, freeSlot, patient, portalPatient, type FreeSlot } from '../people.ts';

interface Clinic extends FreeSlot {
	/** Times the doctor is free that day for that visit, as instants and on the clock. */
	free: { startsAt: Date; endsAt: Date; time: string }[];
	/** The calendar of that doctor alone, on that day. */
	address: string;
}

/** A day of the `nth` doctor with room to move in; tests that run at once take different doctors, or weeks. */
async function clinic(owner: pg.Pool, nth: number, ahead = 8): Promise<Clinic> {
	for (let days = ahead; days < ahead + 32; days++) {
		const slot = await freeSlot(owner, nth, days);
		const { rows: free } = await owner.query<Clinic['free'][number]>(
			`select slot.starts_at as "startsAt", slot.ends_at as "endsAt",
			        to_char(slot.starts_at at time zone h.time_zone, 'HH24:MI') as time
			 from public.hospital_settings h, lateral public.free_slots(
			   array[$1::uuid], ($2::date)::timestamp at time zone h.time_zone,
			   ($2::date + 1)::timestamp at time zone h.time_zone, $3
			 ) slot order by slot.starts_at`,
			[slot.doctorId, slot.day, slot.visitTypeId]
		);
		const [first] = free;
		if (first && free.length >= 5) {
			const query = new URLSearchParams({ day: slot.day, q: slot.doctorName });
			// The slot may be a later one: it is looked for from this time of day.
			return { ...slot, ...first, free, address: `/calendar?${query.toString()}` };
		}
	}
	throw new Error('No doctor of the demo has five free times on one day');
}

/**
 * As `clinic`, of a doctor for whom nobody waits: elsewhere a time given up is offered on at once, and
 * then it is held and cannot be gone back to.
 */
async function quietClinic(owner: pg.Pool, ahead?: number): Promise<Clinic> {
	const { rows } = await owner.query<{ nth: number }>(
		`with doctor as (
			select d.id, d.specialty_id,
				row_number() over (order by p.email <> 'doctor@lantern.example', p.email)::int - 1 as nth
			from public.doctors d join public.staff s using (id) join public.profiles p on p.id = s.user_id
			where d.active and d.accepts_patients and p.email like '%@lantern.example'
		)
		select nth from doctor
		where nth > 5 and not exists (
			select from public.waitlist_entries entry where entry.status in ('waiting', 'offered')
			and (entry.doctor_id = doctor.id or entry.specialty_id = doctor.specialty_id)
		) order by nth limit 1`
	);
	if (!rows[0]) throw new Error('Somebody waits for every doctor of the demo');
	return clinic(owner, rows[0].nth, ahead);
}

async function booked(owner: pg.Pool, { doctorId, visitTypeId, free }: Clinic, nth: number) {
	const who = await patient(owner, 'Hilda');
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		 values ($1, $2, $3, $4, $5) returning id`,
		[who.id, doctorId, visitTypeId, free[nth]?.startsAt, free[nth]?.endsAt]
	);
	return { id: rows[0]?.id ?? '', name: who.name };
}

const startOf = async (owner: pg.Pool, id: string) => {
	const { rows } = await owner.query<{ starts_at: Date }>(
		'select starts_at from public.appointments where id = $1',
		[id]
	);
	return rows[0]?.starts_at;
};

const block = (page: Page, visit: { name: string }) =>
	page.getByRole('region', { name: 'Calendar' }).getByRole('button', { name: visit.name });

/** Presses on a visit and carries it so many minutes along its column, without letting go. */
async function carry(page: Page, visit: Locator, minutes: number) {
	await visit.scrollIntoViewIfNeeded();
	const box = await visit.boundingBox();
	if (!box) throw new Error('The visit is not on the screen');
	const [x, y] = [box.x + 30, box.y + 6];
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x, y + 10, { steps: 2 });
	await page.mouse.move(x, y + minutes * 1.6, { steps: 8 });
}

const undoBar = (page: Page) => page.getByRole('region', { name: 'Undo your last step' });

const minutesBetween = (from: { startsAt: Date } | undefined, to: { startsAt: Date } | undefined) =>
	((to?.startsAt.getTime() ?? 0) - (from?.startsAt.getTime() ?? 0)) / 60_000;

test('a visit dragged to a free time is there at once on another screen, and back after Undo', async ({
	pageAs,
	owner
}) => {
	const day = await quietClinic(owner);
	const visit = await booked(owner, day, 0);
	const [admin, desk] = await Promise.all([
		pageAs(await colleague(owner, 'admin')),
		pageAs('receptionist')
	]);
	await Promise.all([admin, desk].map((page) => page.goto(day.address)));
	for (const page of [admin, desk]) {
		await expect(page.getByText('Live', { exact: true })).toBeVisible();
		await expect(block(page, visit)).toBeVisible();
	}

	await carry(admin, block(admin, visit), minutesBetween(day.free[0], day.free[2]));
	await expect(admin.locator('[data-held="free"]')).toBeVisible();
	await admin.mouse.up();

	await expect(admin.getByText(`${visit.name} moved to`)).toBeVisible();
	const there = day.free[2];
	await expect(block(desk, visit)).toHaveAccessibleName(new RegExp(`^${there?.time ?? ''}`));
	expect(await startOf(owner, visit.id)).toEqual(there?.startsAt);

	const undo = undoBar(admin).filter({ hasText: visit.name });
	await undo.getByRole('button', { name: 'Undo' }).click();
	await expect(block(desk, visit)).toHaveAccessibleName(new RegExp(`^${day.time}`));
	expect(await startOf(owner, visit.id)).toEqual(day.free[0]?.startsAt);
	await expect(undo).toBeHidden();
	// Nobody else is offered it.
	await desk.reload();
	await expect(block(desk, visit)).toBeVisible();
	await expect(undoBar(desk).filter({ hasText: visit.name })).toBeHidden();
	// Buttons are left off paper, and visits are buttons.
	await desk.emulateMedia({ media: 'print' });
	await expect(block(desk, visit)).toBeVisible();
});

test('a visit cancelled by way of the calendar is on it again after Undo', async ({
	pageAs,
	owner
}) => {
	// Not in the weeks of the test before: one would take the time the other moves to.
	const day = await quietClinic(owner, 43);
	const visit = await booked(owner, day, 1);
	const page = await pageAs(await colleague(owner, 'receptionist'));
	await page.goto(day.address);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await block(page, visit).click();
	await page.getByRole('dialog').getByRole('link', { name: 'Open visit' }).click();
	await page.getByRole('link', { name: 'Cancel visit' }).click();
	await expect(page.getByText('You can undo this for ten minutes')).toBeVisible();
	await page.getByRole('button', { name: 'Yes, cancel visit' }).click();
	await expect(undoBar(page)).toContainText(`Visit cancelled: ${visit.name}.`);

	await page.goto(day.address);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await expect(block(page, visit)).toHaveCount(0);
	await undoBar(page).getByRole('button', { name: 'Undo' }).click();
	await expect(block(page, visit)).toHaveAccessibleName(new RegExp(`^${day.free[1]?.time ?? ''}`));
	await block(page, visit).click();
	await page.getByRole('dialog').getByRole('link', { name: 'Open visit' }).click();
	await expect(page.getByRole('region', { name: 'History' })).toContainText('Undone: Cancelled');
});

test('over a taken time the conflict is shown while dragging; let go there, the visit goes back and three times are offered', async ({
	pageAs,
	owner
}) => {
	const day = await clinic(owner, 2);
	const [visit, other] = [await booked(owner, day, 0), await booked(owner, day, 2)];
	const page = await pageAs('admin');
	await page.goto(day.address);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();

	await carry(page, block(page, visit), minutesBetween(day.free[0], day.free[2]));
	const held = page.locator('[data-held="doctor_taken"]');
	await expect(held).toContainText(`Taken: ${other.name}`);
	await page.mouse.up();

	await expect(page.getByText(`${visit.name} was not moved.`)).toContainText('has just been taken');
	await expect(block(page, visit)).toHaveAccessibleName(new RegExp(`^${day.time}`));
	expect(await startOf(owner, visit.id)).toEqual(day.free[0]?.startsAt);

	const offers = page.getByRole('listitem').getByRole('button', { name: day.doctorName });
	await expect(offers).toHaveCount(3);
	await offers.first().click();
	await expect(page.getByText(`${visit.name} moved to`)).toBeVisible();
	expect(await startOf(owner, visit.id)).not.toEqual(day.free[0]?.startsAt);
});

test('a visit is moved with the keyboard alone, and every step is read out', async ({
	pageAs,
	owner
}) => {
	const day = await clinic(owner, 3);
	const visit = await booked(owner, day, 0);
	const page = await pageAs('receptionist');
	await page.goto(day.address);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();

	await block(page, visit).focus();
	await page.keyboard.press('Enter');
	const status = page.getByRole('status').filter({ hasText: visit.name });
	await expect(status).toContainText('Free');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Escape');
	await expect(status).toHaveCount(0);
	expect(await startOf(owner, visit.id)).toEqual(day.free[0]?.startsAt);

	await page.keyboard.press('Enter');
	await expect(status).toContainText('Free');
	// The times on offer arrive a moment later; until then an arrow is five minutes.
	await expect(async () => {
		await page.keyboard.press('ArrowDown');
		await expect(status).toContainText(`${day.free[1]?.time ?? ''}–`, { timeout: 500 });
	}).toPass();
	await page.keyboard.press('Enter');
	await expect(page.getByText(`${visit.name} moved to`)).toBeVisible();
	await expect(block(page, visit)).toBeFocused();
	expect(await startOf(owner, visit.id)).toEqual(day.free[1]?.startsAt);
});

test('overbooking needs a reason, which stays with the visit', async ({ pageAs, owner }) => {
	const day = await clinic(owner, 4);
	await booked(owner, day, 0);
	const guest = await patient(owner, 'Ines');
	const page = await pageAs('admin');
	await page.goto(day.address);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();

	await page.getByRole('button', { name: /^New visit: / }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox', { name: 'Patient' }).fill(guest.name);
	await dialog.getByRole('option', { name: guest.name }).click();
	await dialog.getByRole('combobox', { name: /^Visit/ }).selectOption({ index: 0 });
	await dialog.getByText('Overbook', { exact: true }).click();
	await dialog.getByRole('button', { name: /^Overbook at/ }).click();
	await expect(dialog.getByText('Enter a reason: it is kept with the visit.')).toBeVisible();
	await dialog.getByLabel('Reason for overbooking').fill('Sent over from the emergency room');
	await dialog.getByRole('button', { name: /^Overbook at/ }).click();
	await expect(dialog).toBeHidden();

	await expect(undoBar(page)).toContainText(`Visit booked: ${guest.name}.`);
	const shown = block(page, guest);
	await expect(shown).toHaveAccessibleName(/Overbooked: Sent over from the emergency room/);
	await shown.click();
	await dialog.getByRole('link', { name: 'Open visit' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(guest.name);
	const story = page.getByRole('region', { name: 'History' });
	await expect(story).toContainText('Booked');
	await expect(story).toContainText('Sent over from the emergency room');
});

test('a patient compares two doctors side by side', async ({ pageAs, owner }) => {
	const { rows } = await owner.query<{ specialty_id: string; names: string[] }>(
		`select specialty_id, array_agg(name order by name) as names from public.doctors
		 where active and accepts_patients group by specialty_id having count(*) > 2 limit 1`
	);
	const [first = '', second = ''] = rows[0]?.names ?? [];
	const person = await portalPatient(owner, 'Julia');
	const page = await pageAs({ email: person.email }, { javaScriptEnabled: false });
	await page.goto(`/portal/book?specialty=${rows[0]?.specialty_id ?? ''}`);
	await page.getByText('Compare several doctors').click();
	await page.getByRole('checkbox', { name: first }).check();
	await page.getByRole('checkbox', { name: second }).check();
	await page.getByRole('button', { name: 'Show side by side' }).click();
	await expect(page.getByRole('group', { name: /^Dr/ })).toHaveCount(2);
	for (const name of [first, second]) {
		await expect(page.getByRole('group', { name })).toBeVisible();
	}
	await page.getByRole('group', { name: second }).getByRole('link').first().click();
	await page.getByRole('button', { name: 'Book this visit' }).click();
	await expect(page.getByText('Your visit has been booked.')).toBeVisible();
	await expect(page.getByText(second).first()).toBeVisible();
});

test('what was left open yesterday is closed from the list of visits', async ({
	pageAs,
	owner
}) => {
	const day = await clinic(owner, 5);
	const visit = await booked(owner, day, 0);
	await owner.query(
		`update public.appointments set starts_at = now() - interval '26 hours', ends_at = now() - interval '25 hours'
		 where id = $1`,
		[visit.id]
	);
	const page = await pageAs('receptionist');
	await page.goto('/visits');
	const open = page.getByRole('region', { name: /^Past visits left open/ });
	await open.getByRole('button', { name: `No-show: ${visit.name}` }).click();
	await expect(open.getByText(visit.name)).toHaveCount(0);

	await page.getByPlaceholder('Name, MRN, phone or ID number').fill(visit.name);
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	const history = page.getByRole('region', { name: 'All visits' });
	await expect(history.getByRole('listitem')).toHaveCount(1);
	await history.getByRole('listitem').getByRole('link').first().click();
	await expect(page.getByRole('region', { name: 'History' })).toContainText('Did not attend');
});
