import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';

/** A ward of a test's own, on which the demo's nurse works: a bariatric bed, and one that is not. */
async function ward(
	owner: pg.Pool
): Promise<{ id: string; name: string; wide: string; bare: string }> {
	const code = `Q${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
	const name = `Test ward ${code}`;
	const { rows } = await owner.query<{ id: string; room: string }>(
		`with ward as (
			insert into public.wards (department_id, code, name)
			select id, $1, $2 from public.departments order by code limit 1 returning id
		)
		insert into public.ward_rooms (ward_id, name, gender_rule) select id, 'Room 1', 'female' from ward
		returning ward_id as id, id as room`,
		[code, name]
	);
	const { id = '', room = '' } = rows[0] ?? {};
	const [wide, bare] = [`${code}-1`, `${code}-2`];
	await owner.query(
		`insert into public.beds (ward_id, room_id, label, features, position)
		 values ($1, $2, $3, '{bariatric}', 1), ($1, $2, $4, '{}', 2)`,
		[id, room, wide, bare]
	);
	await owner.query(
		`insert into public.staff_wards (staff_id, ward_id)
		 select s.id, $1 from public.staff s join public.profiles p on p.id = s.user_id
		 where p.email = 'nurse@lantern.example'`,
		[id]
	);
	return { id, name, wide, bare };
}

test('a nurse asks, the bed manager keeps the proposed bed, the nurse sees it and places the patient', async ({
	pageAs,
	owner
}) => {
	const place = await ward(owner);
	const person = await patient(owner, 'Obdulia');
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('bed_manager')]);
	await manager.goto(`/bed-requests?ward=${place.id}`);
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();

	await nurse.goto(`/bed-requests?add&patient=${person.id}`);
	const form = nurse.getByRole('region', { name: `Request a bed for ${person.name}` });
	await form.getByLabel('Priority').selectOption('Urgent');
	await form.getByLabel('Ward').selectOption(place.name);
	await form.getByLabel('Bariatric bed').check();
	await form.getByRole('button', { name: 'Send request' }).click();
	await expect(
		nurse.getByRole('main').getByText('The bed manager has not reserved a bed yet.')
	).toBeVisible();

	await manager
		.getByRole('main')
		.getByRole('link', { name: new RegExp(`${person.name} Urgent`) })
		.click();
	const best = manager.getByRole('article', { name: `Bed ${place.wide}, ${place.name}` });
	await expect(best).toContainText('Requested ward · Bariatric bed · Single-sex room (female)');
	await expect(best).toContainText('Free now');
	await best.getByRole('button', { name: /^Reserve bed/ }).click();

	for (const page of [manager, nurse]) {
		await expect(
			page.getByRole('heading', { name: `Bed ${place.wide}, ${place.name}, is reserved` })
		).toBeVisible();
	}
	await expect(nurse.getByRole('main').getByText(/^Reserved until \d\d:\d\d$/)).toBeVisible();

	// Who is not in yet is admitted by being placed: under whom is asked for, as on the board.
	await nurse.getByLabel('Attending doctor').selectOption({ index: 2 });
	await nurse.getByRole('button', { name: 'Place patient' }).click();
	await expect(nurse.getByText(`${person.name} is in bed ${place.wide}.`)).toBeVisible();
	await expect(
		manager.getByRole('main').getByRole('link', { name: new RegExp(`${person.name} Urgent`) })
	).toBeHidden();
	const { rows } = await owner.query<{ label: string }>(
		`select bed.label from public.bed_stays stay join public.beds bed on bed.id = stay.bed_id
		 where stay.patient_id = $1 and stay.is_current`,
		[person.id]
	);
	expect(rows).toEqual([{ label: place.wide }]);
});

test('without JavaScript a bed is asked for, kept against the rules with a reason, and given back', async ({
	pageAs,
	owner
}) => {
	const place = await ward(owner);
	const person = await patient(owner, 'Nicanora');
	const page = await pageAs('bed_manager', { javaScriptEnabled: false });
	const main = page.getByRole('main');
	await page.goto('/bed-requests?add');
	await main.getByRole('searchbox').fill(person.name);
	await main.getByRole('searchbox').press('Enter');
	await main.getByRole('link', { name: new RegExp(person.name) }).click();
	await main.getByLabel('Ward · optional').selectOption(place.name);
	await main.getByLabel('Bariatric bed').check();
	await main.getByRole('button', { name: 'Send request' }).click();
	await expect(main.getByRole('heading', { name: person.name })).toBeVisible();

	// All of the hospital's bariatric beds come first.
	await page.goto(`${page.url()}&more`);
	const bare = main.getByRole('article', { name: `Bed ${place.bare}, ${place.name}` });
	await expect(bare).toContainText('Lacks: Bariatric bed');
	await bare.getByLabel('Reason for override').fill('Cylinder beside the bed');
	await bare.getByRole('button', { name: /^Reserve bed/ }).click();
	await expect(
		main.getByRole('heading', { name: `Bed ${place.bare}, ${place.name}, is reserved` })
	).toBeVisible();

	await main.getByRole('button', { name: 'Release bed' }).click();
	await expect(main.getByRole('heading', { name: 'Suitable beds' })).toBeVisible();
	const { rows } = await owner.query<{ ended_as: string; override_reason: string }>(
		'select ended_as, override_reason from public.bed_reservations where patient_id = $1',
		[person.id]
	);
	expect(rows).toEqual([{ ended_as: 'released', override_reason: 'Cylinder beside the bed' }]);
});

test('on a phone the queue leads to a request and back', async ({ pageAs, owner }) => {
	const place = await ward(owner);
	const person = await patient(owner, 'Porfiria');
	await owner.query(
		`insert into public.bed_requests (patient_id, ward_id, priority) values ($1, $2, 'urgent')`,
		[person.id, place.id]
	);
	const page = await pageAs('bed_manager', { viewport: { width: 390, height: 844 } });
	const main = page.getByRole('main');
	await page.goto(`/bed-requests?ward=${place.id}`);
	await main.getByRole('link', { name: new RegExp(person.name) }).click();
	await expect(main.getByRole('heading', { name: 'Suitable beds' })).toBeVisible();
	await expect(main.getByRole('heading', { name: 'Waiting for a bed' })).toBeHidden();
	await main.getByRole('link', { name: 'Back to the queue' }).click();
	await expect(main.getByRole('heading', { name: 'Waiting for a bed' })).toBeVisible();
});
