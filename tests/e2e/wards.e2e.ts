import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from './fixtures.ts';
import { patient } from './people.ts';

/** A ward of a test's own: four beds in one room, on which the demo's nurse works too. */
async function ward(
	owner: pg.Pool
): Promise<{ id: string; beds: [string, string, string, string] }> {
	const code = `T${crypto.randomUUID().slice(0, 4).toUpperCase()}`;
	const { rows: wards } = await owner.query<{ id: string }>(
		`insert into public.wards (department_id, code, name)
		 select id, $1, 'Test ward ' || $1 from public.departments order by code limit 1 returning id`,
		[code]
	);
	const id = wards[0]?.id ?? '';
	const { rows: rooms } = await owner.query<{ id: string }>(
		`insert into public.ward_rooms (ward_id, name, position) values ($1, 'Room 1', 1) returning id`,
		[id]
	);
	const beds = ['1', '2', '3', '4'].map((number) => `${code}-${number}`) as [
		string,
		string,
		string,
		string
	];
	for (const [position, label] of beds.entries()) {
		await owner.query(
			`insert into public.beds (ward_id, room_id, label, kind, position) values ($1, $2, $3, 'standard', $4)`,
			[id, rooms[0]?.id, label, position]
		);
	}
	await owner.query(
		`insert into public.staff_wards (staff_id, ward_id)
		 select s.id, $1 from public.staff s join public.profiles p on p.id = s.user_id
		 where p.email in ('nurse@lantern.example', 'housekeeping@lantern.example')`,
		[id]
	);
	return { id, beds };
}

const bed = (page: Page, label: string): Locator =>
	page.getByRole('article', { name: `Bed ${label}`, exact: true });

async function open(page: Page, label: string): Promise<Locator> {
	await bed(page, label).getByRole('link').first().click();
	const panel = page.getByRole('complementary', { name: `Bed ${label}` });
	await expect(panel).toBeVisible();
	return panel;
}

test('admission, transfer, discharge and cleaning move a colleague’s board', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const [first, second] = beds;
	const person = await patient(owner, 'Ignacia');
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('bed_manager')]);
	await Promise.all([nurse, manager].map((page) => page.goto(`/wards/${id}`)));
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();

	let panel = await open(nurse, first);
	await panel.getByRole('combobox', { name: 'Patient' }).fill(person.name);
	await nurse.getByRole('option').filter({ hasText: person.name }).first().click();
	await panel.getByLabel('Reason for admission').fill('Pneumonia');
	await panel.getByRole('button', { name: 'Admit', exact: true }).click();
	await expect(bed(manager, first)).toContainText(person.name);
	await expect(bed(manager, first)).toContainText('Occupied');

	panel = await open(nurse, first);
	await panel.getByText('Transfer to another bed').click();
	const choice = panel.getByLabel('To bed');
	const option = choice.locator('option', { hasText: second });
	await choice.selectOption((await option.getAttribute('value')) ?? '');
	await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
	await expect(bed(manager, second)).toContainText(person.name);
	await expect(bed(manager, first)).toContainText('To be cleaned');

	panel = await open(nurse, second);
	await panel.locator('summary').filter({ hasText: 'Discharge' }).click();
	await panel.getByLabel('Where to').selectOption('home');
	await panel.getByLabel('Summary').fill('Recovered.');
	await panel.getByRole('checkbox').check();
	await panel.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(bed(manager, second)).toContainText('To be cleaned');
	await expect(bed(manager, second)).not.toContainText(person.name);

	const cleaner = await pageAs('housekeeper');
	await cleaner.goto(`/wards/${id}`);
	await cleaner.getByRole('button', { name: `Start cleaning bed ${first}` }).click();
	await expect(bed(manager, first)).toContainText('Being cleaned');
	await cleaner.getByRole('button', { name: `Cleaning of bed ${first} is done` }).click();
	await expect(bed(manager, first)).toContainText('Free');
});

test('a bed that was just taken is refused in words and nothing typed is lost', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const [label] = beds;
	const [mine, other] = await Promise.all([patient(owner, 'Jimena'), patient(owner, 'Karim')]);
	const nurse = await pageAs('nurse');
	// The channel stays silent, so the form is still there when somebody else is quicker.
	await nurse.routeWebSocket(/realtime/, () => {});
	await nurse.goto(`/wards/${id}`);
	const panel = await open(nurse, label);
	await panel.getByRole('combobox', { name: 'Patient' }).fill(mine.name);
	await nurse.getByRole('option').filter({ hasText: mine.name }).first().click();
	await panel.getByLabel('Reason for admission').fill('Kept as typed');

	await owner.query(
		`with bed as (select id, ward_id from public.beds where ward_id = $1 and label = $2),
		 admission as (
			insert into public.admissions (patient_id, ward_id, reason) select $3, ward_id, 'Quicker' from bed returning id, patient_id
		 )
		 insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
		 select bed.id, bed.ward_id, admission.patient_id, admission.id from bed, admission`,
		[id, label, other.id]
	);
	await panel.getByRole('button', { name: 'Admit', exact: true }).click();
	await expect(panel.getByText('That bed has just been taken')).toBeVisible();
	await expect(panel.getByLabel('Reason for admission')).toHaveValue('Kept as typed');

	const { rows } = await owner.query<{ admissions: number }>(
		'select count(*)::int as admissions from public.admissions where patient_id = $1',
		[mine.id]
	);
	expect(rows[0]?.admissions).toBe(0);

	const choice = panel.getByLabel('To bed').first();
	const option = choice.locator('option', { hasText: beds[1] });
	await choice.selectOption((await option.getAttribute('value')) ?? '');
	await panel.getByRole('button', { name: 'Admit', exact: true }).click();
	await expect(bed(nurse, beds[1])).toContainText(mine.name);
});

test('housekeeping sees which beds are taken, never by whom', async ({ pageAs, owner }) => {
	const { id, beds } = await ward(owner);
	const person = await patient(owner, 'Lorena');
	await owner.query(
		`with bed as (select id, ward_id from public.beds where ward_id = $1 and label = $2),
		 admission as (
			insert into public.admissions (patient_id, ward_id) select $3, ward_id from bed returning id, patient_id
		 )
		 insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
		 select bed.id, bed.ward_id, admission.patient_id, admission.id from bed, admission`,
		[id, beds[2], person.id]
	);
	const cleaner = await pageAs('housekeeper');
	await cleaner.goto(`/wards/${id}`);
	await expect(bed(cleaner, beds[2])).toContainText('Occupied');
	expect(await cleaner.content()).not.toContain(person.name);
});

test('a board that lost its connection says so and is right within two seconds of its return', async ({
	pageAs,
	owner,
	stack
}) => {
	const { id, beds } = await ward(owner);
	const manager = await pageAs('bed_manager');
	await manager.goto(`/wards/${id}`);
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();

	await manager.context().setOffline(true);
	await fetch(`${stack.controlUrl}/drop`, { method: 'POST' });
	await expect(manager.getByText('The connection is lost', { exact: false })).toBeVisible();
	await owner.query(
		`insert into public.bed_closures (bed_id, ward_id, reason, note)
			 select id, ward_id, 'C', 'Broken rail' from public.beds where ward_id = $1 and label = $2`,
		[id, beds[3]]
	);
	await expect(bed(manager, beds[3])).toContainText('Free');

	await manager.context().setOffline(false);
	const back = Date.now();
	await expect(bed(manager, beds[3])).toContainText('Closed', { timeout: 2000 });
	await expect(manager.getByText('Live', { exact: true })).toBeVisible({
		timeout: Math.max(1, 2000 - (Date.now() - back))
	});
});
