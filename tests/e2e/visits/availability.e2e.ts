import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { portalPatient } from '../people.ts';

/** A day of the hospital so many days from today, as a date field takes it. */
async function dayAhead(owner: pg.Pool, days: number): Promise<string> {
	const { rows } = await owner.query<{ day: string }>(
		`select to_char((now() at time zone time_zone)::date + $1::integer, 'YYYY-MM-DD') as day
		 from public.hospital_settings`,
		[days]
	);
	return rows[0]?.day ?? '';
}

/** Doctors whom no other test wants anything of. */
const doctorOf = async (owner: pg.Pool, email: string) => {
	const { rows } = await owner.query<{ id: string; name: string }>(
		`select d.id, d.name from public.doctors d join public.staff s using (id)
		 join public.profiles p on p.id = s.user_id where p.email = $1`,
		[email]
	);
	const doctor = rows[0];
	if (!doctor) throw new Error(`The demo has no ${email}`);
	return { ...doctor, email };
};

const hoursFrom = async (owner: pg.Pool, doctorId: string, day: string) =>
	(
		await owner.query<{ hours: string }>(
			`select weekday || ' ' || to_char(starts_time, 'HH24:MI') || '-' || to_char(ends_time, 'HH24:MI') as hours
			 from public.availability_rules where doctor_id = $1 and valid_from = $2
			 order by weekday, starts_time`,
			[doctorId, day]
		)
	).rows.map(({ hours }) => hours);

test('a doctor paints a week with the pointer and the keyboard, with a break, and it is saved from a day on', async ({
	pageAs,
	owner
}) => {
	const doctor = await doctorOf(owner, 'oksana.shevchenko@lantern.example');
	const day = await dayAhead(owner, 45);
	const page = await pageAs({ email: doctor.email });
	await page.goto('/availability');
	await expect(page.getByRole('heading', { name: 'My hours', level: 1 })).toBeVisible();
	const main = page.getByRole('main');
	await expect(main.getByRole('grid', { name: 'Weekly hours' })).toBeVisible();

	// An afternoon is drawn with the pointer, then a break is rubbed out.
	const cell = (name: string) => main.getByRole('gridcell', { name: new RegExp(`^${name}`) });
	const paint = async (from: string, to: string) => {
		await cell(from).hover();
		await page.mouse.down();
		await cell(to).hover();
		await page.mouse.up();
	};
	const before = await cell('Sunday 14:30').getAttribute('aria-label');
	expect(before).toContain('no visits');
	await paint('Sunday 14:30', 'Sunday 17:00');
	await expect(cell('Sunday 17:00')).not.toHaveAccessibleName(/no visits/);
	await cell('Sunday 15:30').click();
	await expect(cell('Sunday 15:30')).toHaveAccessibleName(/no visits/);

	// By keyboard: three half hours at once.
	await cell('Sunday 18:00').focus();
	await page.keyboard.press('Shift+ArrowDown');
	await page.keyboard.press('Shift+ArrowDown');
	await page.keyboard.press('Space');
	await expect(cell('Sunday 19:00')).not.toHaveAccessibleName(/no visits/);
	await expect(main.getByText('Sunday, 18:00 to 19:30: painted')).toBeAttached();

	await main.getByLabel('Valid from').fill(day);
	await main.getByRole('button', { name: 'Save hours' }).click();
	await expect(page.getByRole('log').getByText('The hours have been saved.')).toBeVisible();
	expect(await hoursFrom(owner, doctor.id, day)).toEqual([
		'7 14:30-15:30',
		'7 16:00-17:30',
		'7 18:00-19:30'
	]);
});

test('hours, leave and lengths are kept without JavaScript', async ({ pageAs, owner }) => {
	const doctor = await doctorOf(owner, 'jonas.lindqvist@lantern.example');
	const day = await dayAhead(owner, 60);
	const page = await pageAs({ email: doctor.email }, { javaScriptEnabled: false });
	await page.goto('/availability');
	const main = page.getByRole('main');
	await expect(main.getByRole('grid')).toBeHidden();
	const row = main.getByRole('group', { name: /^Row/ }).last();
	await row.getByLabel('Weekday').selectOption('Sunday');
	await row.getByLabel('From').fill('19:00');
	await row.getByLabel('Until').fill('19:00');
	await main.getByLabel('Valid from').fill(day);
	await main.getByRole('button', { name: 'Save hours' }).click();
	await expect(main.getByText('The end must be after the start.')).toBeVisible();
	const typed = main.getByRole('group', { name: /^Row/ }).filter({
		has: page.locator('input[name="starts"][value="19:00"]')
	});
	await typed.getByLabel('Until').fill('20:00');
	await main.getByRole('button', { name: 'Save hours' }).click();
	await expect(main.getByText('The hours have been saved.')).toBeVisible();
	expect(await hoursFrom(owner, doctor.id, day)).toEqual(['7 19:00-20:00']);

	await main.getByRole('link', { name: 'Add leave or extra hours' }).click();
	await main.getByRole('radio', { name: 'Leave' }).check();
	const exceptions = main.getByRole('region', { name: 'Leave and exceptions' });
	await exceptions.getByLabel('From').fill(`${day}T00:00`);
	await exceptions.getByLabel('Until').fill(`${await dayAhead(owner, 61)}T00:00`);
	await exceptions.getByLabel(/^Reason(?! for)/).fill('A wedding');
	await exceptions.getByRole('button', { name: 'Save' }).click();
	await expect(main.getByText('The absence has been saved.')).toBeVisible();
	const item = exceptions.getByRole('listitem').filter({ hasText: 'A wedding' });
	await item.locator('summary', { hasText: 'Remove' }).click();
	await item.getByRole('button', { name: 'Yes, remove' }).click();
	await expect(main.getByText('Removed.')).toBeVisible();
	await expect(item).toHaveCount(0);

	// Other tests leave visits of the same name behind.
	const { rows: types } = await owner.query<{ id: string }>(
		`select id from public.visit_types where code = 'CONSULT'`
	);
	const type = main
		.getByRole('group', { name: 'Consultation' })
		.filter({ has: page.locator(`[name="duration-${types[0]?.id}"]`) });
	await type.getByLabel('Visit, min').fill('7 or 8');
	await main.getByRole('button', { name: 'Save lengths' }).click();
	await expect(main.getByText('Enter a whole number from 5 to 480')).toBeVisible();
	await type.getByLabel('Visit, min').fill('35');
	await type.getByLabel('Before, min').fill('5');
	await main.getByRole('button', { name: 'Save lengths' }).click();
	await expect(main.getByText('The lengths and buffers have been saved.')).toBeVisible();
	await expect(type.getByLabel('Visit, min')).toHaveValue('35');
});

test('leave over a booked visit leads to it; one confirmation moves it and the patient is told', async ({
	pageAs,
	owner
}) => {
	const doctor = await doctorOf(owner, 'hiroshi.tanaka@lantern.example');
	const person = await portalPatient(owner, 'Higinia');
	const { rows } = await owner.query<{ id: string; day: string; next: string }>(
		`with slot as (
			select slot.*, type.id as type_id from public.visit_types type,
				lateral private.slots(array[$1::uuid], now() + interval '50 days', now() + interval '64 days', type.id) slot
			where type.code = 'CONSULT' order by slot.starts_at limit 1
		)
		insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		select $2, $1, type_id, starts_at, ends_at from slot
		returning id,
			(select to_char(starts_at at time zone time_zone, 'YYYY-MM-DD') from public.hospital_settings) as day,
			(select to_char((starts_at at time zone time_zone)::date + 1, 'YYYY-MM-DD') from public.hospital_settings) as next`,
		[doctor.id, person.patientId]
	);
	const visit = rows[0];
	if (!visit) throw new Error('no visit was booked');
	const [page, admin, patient] = await Promise.all([
		pageAs({ email: doctor.email }),
		pageAs('admin'),
		pageAs({ email: person.email })
	]);
	await admin.goto('/availability');
	await admin.getByLabel('Find a doctor').fill('tanaka');
	await admin.getByRole('main').getByRole('link', { name: doctor.name }).click();
	await expect(admin.getByRole('heading', { name: doctor.name, level: 1 })).toBeVisible();
	await expect(admin.getByText('Live', { exact: true })).toBeVisible();

	await page.goto('/availability');
	const main = page.getByRole('main');
	await main.getByRole('link', { name: 'Add leave or extra hours' }).click();
	const exceptions = main.getByRole('region', { name: 'Leave and exceptions' });
	await exceptions.getByRole('radio', { name: 'Leave' }).check();
	await exceptions.getByLabel('From').fill(`${visit.day}T00:00`);
	await exceptions.getByLabel('Until').fill(`${visit.next}T00:00`);
	await exceptions.getByLabel(/^Reason(?! for)/).fill('Fishing trip');
	await exceptions.getByRole('button', { name: 'Save' }).click();

	await expect(page.getByRole('heading', { name: 'Visits to move', level: 1 })).toBeVisible();
	// Whoever has the doctor's page open sees the leave without a reload.
	await expect(admin.getByRole('main').getByText('Fishing trip')).toBeVisible();

	const listed = main.getByRole('group', { name: new RegExp(person.name) });
	await expect(listed.getByRole('radio').first()).toBeChecked();
	// The doctor's own time is proposed first; a colleague's is chosen instead.
	await expect(listed.getByText(doctor.name).first()).toBeVisible();
	const colleague = listed.getByText('Dr. Sofia Papadaki').first();
	await colleague.click();
	await main.getByRole('button', { name: 'Apply to 1 visit and notify the patient' }).click();
	await expect(page.getByRole('log').getByText('Moved: 1.')).toBeVisible();

	const { rows: moved } = await owner.query<{ name: string; left: boolean }>(
		`select d.name, a.starts_at::date <> $2::date or a.doctor_id <> $3 as left
		 from public.appointments a join public.doctors d on d.id = a.doctor_id where a.id = $1`,
		[visit.id, visit.day, doctor.id]
	);
	expect(moved).toEqual([{ name: 'Dr. Sofia Papadaki', left: true }]);
	await patient.goto('/portal');
	await expect(
		patient.getByRole('main').getByText('Dr. Sofia Papadaki').filter({ visible: true }).first()
	).toBeVisible();
});
