import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';

interface Ward {
	id: string;
	/** Two beds for anybody, and one in a room for men only. */
	beds: [string, string, string];
}

/** A ward of a test's own, on which the demo's nurse and housekeeper work too. */
async function ward(owner: pg.Pool): Promise<Ward> {
	const code = `F${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
	const beds: Ward['beds'] = [`${code}-1`, `${code}-2`, `${code}-3`];
	const { rows } = await owner.query<{ id: string }>(
		`with ward as (
			insert into public.wards (department_id, code, name)
			select id, $1, 'Test ward ' || $1 from public.departments order by code limit 1 returning id
		), rooms as (
			insert into public.ward_rooms (ward_id, name, position, gender_rule)
			select ward.id, room.name, room.position, room.rule from ward
			cross join (values ('Room 1', 1, 'any'), ('Room 2', 2, 'male')) as room (name, position, rule)
			returning id, ward_id, position
		), beds as (
			insert into public.beds (ward_id, room_id, label, position)
			select rooms.ward_id, rooms.id, bed.label, bed.nth
			from unnest($2::text[]) with ordinality as bed (label, nth)
			join rooms on rooms.position = case when bed.nth < 3 then 1 else 2 end
		), colleagues as (
			insert into public.staff_wards (staff_id, ward_id)
			select staff.id, ward.id from ward
			cross join public.staff
			join public.profiles on profiles.id = staff.user_id
			where profiles.email in ('nurse@lantern.example', 'housekeeping@lantern.example')
		)
		select id from ward`,
		[code, beds]
	);
	return { id: rows[0]?.id ?? '', beds };
}

/** A woman in a bed, as if she had been there for long. */
async function lie(owner: pg.Pool, { id }: Ward, label: string, patientId: string) {
	await owner.query(`update public.patients set sex = 'female' where id = $1`, [patientId]);
	await owner.query(
		`with bed as (select id, ward_id from public.beds where ward_id = $1 and label = $2),
		 admission as (
			insert into public.admissions (patient_id, ward_id) select $3, ward_id from bed returning id, patient_id
		 )
		 insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
		 select bed.id, bed.ward_id, admission.patient_id, admission.id from bed, admission`,
		[id, label, patientId]
	);
}

const bed = (page: Page, label: string): Locator =>
	page.getByRole('article', { name: `Bed ${label}`, exact: true });

async function open(page: Page, label: string): Promise<Locator> {
	await bed(page, label).getByRole('link').first().click();
	const panel = page.getByRole('complementary', { name: `Bed ${label}` });
	await expect(panel).toBeVisible();
	return panel;
}

const undoBar = (page: Page) => page.getByRole('region', { name: 'Undo your last step' });

test('a bed that does not suit takes a reason, and what was typed is kept', async ({
	pageAs,
	owner
}) => {
	const place = await ward(owner);
	const [first, , men] = place.beds;
	const person = await patient(owner, 'Leonor');
	await lie(owner, place, first, person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${place.id}`);

	const panel = await open(nurse, first);
	await panel.getByText('Transfer to another bed').click();
	const choice = panel.getByLabel('To bed');
	const option = choice.locator('option', { hasText: men });
	await expect(option).toContainText('needs a reason');
	await choice.selectOption((await option.getAttribute('value')) ?? '');
	const reason = panel.getByLabel('Reason for override');
	await reason.fill('No other bed on the ward');
	await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
	await expect(bed(nurse, men)).toContainText(person.name);
	const { rows } = await owner.query(
		`select override_reason, overridden from public.bed_stays where patient_id = $1 and is_current`,
		[person.id]
	);
	expect(rows).toEqual([{ override_reason: 'No other bed on the ward', overridden: ['gender'] }]);
	await expect(await open(nurse, men)).toContainText('No other bed on the ward');
});

test('a discharge is undone, and the patient is back in the bed', async ({ pageAs, owner }) => {
	const place = await ward(owner);
	const [first] = place.beds;
	const person = await patient(owner, 'Macarena');
	await lie(owner, place, first, person.id);
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('bed_manager')]);
	await Promise.all([nurse, manager].map((page) => page.goto(`/wards/${place.id}`)));
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();

	const panel = await open(nurse, first);
	await panel.locator('summary').filter({ hasText: 'Discharge' }).click();
	// Whoever goes against advice is not held back by a checklist.
	await panel.getByLabel('Discharge destination').selectOption('left_against_advice');
	await panel.getByLabel('Diagnosis group').selectOption('J00-J99');
	await panel.getByRole('checkbox').check();
	await panel.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(bed(manager, first)).toContainText('Needs cleaning');

	await expect(undoBar(nurse)).toContainText(person.name);
	await undoBar(nurse).getByRole('button', { name: 'Undo' }).click();
	await expect(bed(manager, first)).toContainText(person.name);
	await expect(undoBar(nurse).filter({ hasText: person.name })).toBeHidden();
	// Only who moved the patient is offered to undo it.
	await expect(undoBar(manager).filter({ hasText: person.name })).toBeHidden();
});

test('somebody leaves for a while and comes back', async ({ pageAs, owner }) => {
	const place = await ward(owner);
	const [first] = place.beds;
	const person = await patient(owner, 'Noelia');
	await lie(owner, place, first, person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${place.id}`);

	let panel = await open(nurse, first);
	await panel.getByText('Temporary leave').click();
	await panel.getByLabel('Expected back').fill('2020-01-01T12:00');
	await panel.getByLabel(/^Reason(?! for)/).fill('A wedding');
	await panel.getByRole('button', { name: 'Start leave' }).click();
	await expect(panel).toContainText('This time has passed');
	await expect(panel.getByLabel(/^Reason(?! for)/)).toHaveValue('A wedding');
	await panel.getByLabel('Expected back').fill('');
	await panel.getByRole('button', { name: 'Start leave' }).click();
	await expect(panel).toBeHidden();

	panel = await open(nurse, first);
	await expect(panel).toContainText('On leave');
	await panel.getByRole('button', { name: 'End leave' }).click();
	await expect(panel).toBeHidden();
	panel = await open(nurse, first);
	await expect(panel.getByText('Temporary leave')).toBeVisible();
});

test('a cleaning begun on one phone is seen on another at once', async ({ pageAs, owner }) => {
	const place = await ward(owner);
	const [first] = place.beds;
	await owner.query(
		`insert into public.housekeeping_tasks (bed_id, ward_id)
		 select id, ward_id from public.beds where ward_id = $1 and label = $2`,
		[place.id, first]
	);
	const [one, other] = await Promise.all([pageAs('housekeeper'), pageAs('bed_manager')]);
	await Promise.all([one, other].map((page) => page.goto(`/housekeeping?ward=${place.id}`)));
	await expect(other.getByText('Live', { exact: true })).toBeVisible();

	await bed(one, first).getByRole('button', { name: 'Start cleaning' }).click();
	await expect(bed(other, first)).toContainText('is cleaning');
	await expect(bed(one, first)).toContainText('You are cleaning');
	await bed(one, first)
		.getByRole('button', { name: `Finish cleaning bed ${first}` })
		.click();
	await bed(one, first).getByRole('button', { name: 'Yes, finished' }).click();
	await expect(bed(other, first)).toBeHidden();
	await expect(other.getByRole('region', { name: 'Done today' })).toContainText(first);
});
