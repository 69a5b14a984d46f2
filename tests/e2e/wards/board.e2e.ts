import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { demoPeople } from '../../support/people.ts';
import { patient } from '../people.ts';
import { testWard } from '../ward.ts';

/** A ward of a test's own with four beds, named, on which the demo's nurse and housekeeper work. */
async function ward(
	owner: pg.Pool
): Promise<{ id: string; beds: [string, string, string, string] }> {
	const { id, code } = await testWard(owner, { beds: 4, staff: ['nurse', 'housekeeping'] });
	return { id, beds: [`${code}-1`, `${code}-2`, `${code}-3`, `${code}-4`] };
}

/** Puts somebody into a bed, as if they had been there for long. */
async function lie(owner: pg.Pool, wardId: string, label: string, patientId: string) {
	await owner.query(
		`with bed as (select id, ward_id from public.beds where ward_id = $1 and label = $2),
		 admission as (
			insert into public.admissions (patient_id, ward_id) select $3, ward_id from bed returning id, patient_id
		 )
		 insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
		 select bed.id, bed.ward_id, admission.patient_id, admission.id from bed, admission`,
		[wardId, label, patientId]
	);
}

/** Drags from the middle of one card to the middle of another, and holds. */
async function carry(page: Page, from: Locator, to: Locator): Promise<void> {
	// Below the names and buttons of the card, which have ways of their own to be clicked.
	await from.hover();
	await page.mouse.down();
	await to.hover();
	const box = await to.boundingBox();
	if (!box) throw new Error('The bed is not on the screen');
	await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
}

const bed = (page: Page, label: string): Locator =>
	page.getByRole('article', { name: `Bed ${label}`, exact: true });

async function open(page: Page, label: string): Promise<Locator> {
	await bed(page, label).getByRole('link').first().click();
	const panel = page.getByRole('complementary', { name: `Bed ${label}` });
	await expect(panel).toBeVisible();
	return panel;
}

for (const viewport of [
	{ width: 1280, height: 720 },
	{ width: 390, height: 844 }
])
	test(`what tells of a deed leaves all there is to do in reach at ${viewport.width} px`, async ({
		pageAs,
		owner
	}) => {
		const { id, beds } = await ward(owner);
		await lie(owner, id, beds[0], (await patient(owner, 'Ramona')).id);
		const nurse = await pageAs('nurse', { viewport });
		await nurse.goto(`/wards/${id}`);
		const deed = nurse.getByRole('log').locator('.toast').filter({ hasText: 'Leave started' });
		/* Controls below what tells of it: all of the panel's, and of the others those a click would not reach. */
		const below = () =>
			// Of others, such as an alert for this nurse, it is not asked.
			deed
				.evaluate(
					(log) => {
						const toast = log.getBoundingClientRect();
						return Array.from(
							document.querySelectorAll('a, button, summary, input, select, textarea')
						)
							.filter((control) => {
								const box = control.getBoundingClientRect();
								const apart =
									box.right <= toast.left ||
									box.left >= toast.right ||
									box.bottom <= toast.top ||
									box.top >= toast.bottom;
								if (log.contains(control) || box.width === 0 || apart) return false;
								if (control.closest('aside.sheet')) return true;
								// A row of tabs is pushed along, and waited for.
								if (control.closest('nav')) return false;
								const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
								return log.contains(document.elementFromPoint(x, y));
							})
							.map((control) => control.textContent.trim() || control.getAttribute('aria-label'));
					},
					undefined,
					{ timeout: 2000 }
				)
				.catch(() => []);
		let panel = await open(nurse, beds[0]);
		await panel.locator('summary').filter({ hasText: 'Temporary leave' }).click();
		await panel.getByRole('button', { name: 'Start leave' }).click();
		await expect(nurse.getByRole('log').getByText('Leave started')).toBeVisible();
		await expect.poll(below).toEqual([]);
		// The next thing to do to the same patient.
		panel = await open(nurse, beds[0]);
		await panel.locator('summary').filter({ hasText: 'Discharge' }).click();
		await expect.poll(below).toEqual([]);
		await expect(nurse.getByRole('log').getByText('Leave started')).toBeVisible();
	});

test('the beds of a ward of 28 are on one screen, from near its top', async ({ pageAs, owner }) => {
	// Of the two wards of that size one is hers.
	const { rows } = await owner.query<{ id: string }>(
		`select ward_id as id from public.staff_wards
		 join public.staff on staff.id = staff_id join public.profiles on profiles.id = user_id
		 where profiles.email = $1 and (select count(*) from public.beds
		  where beds.ward_id = staff_wards.ward_id and beds.active) = 28`,
		[demoPeople.nurse]
	);
	const nurse = await pageAs('nurse');
	for (const [width, height, beds, top] of [
		[1440, 900, 28, 200],
		[1280, 720, 20, 200],
		[390, 844, 8, 422]
	] as const) {
		await nurse.setViewportSize({ width, height });
		await nurse.goto(`/wards/${rows[0]?.id}?view=compact`);
		const seen = await nurse.locator('[id^="bed-"]').evaluateAll((links) => {
			const boxes = links.map((link) => (link.closest('article') ?? link).getBoundingClientRect());
			const bar = document.querySelector('nav.fixed')?.getBoundingClientRect().top;
			const end = bar || innerHeight;
			return { first: boxes[0]?.top, whole: boxes.filter(({ bottom }) => bottom <= end).length };
		});
		expect.soft(seen.first, `${width} px: where the first bed begins`).toBeLessThan(top);
		expect.soft(seen.whole, `${width} px: beds in sight`).toBeGreaterThanOrEqual(beds);
	}
});

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
	await panel.getByLabel('Attending doctor').selectOption({ label: 'Not assigned yet' });
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
	await expect(bed(manager, first)).toContainText('Needs cleaning');

	panel = await open(nurse, second);
	await panel.locator('summary').filter({ hasText: 'Discharge' }).click();
	await panel.getByLabel('Discharge destination').selectOption('home');
	await panel.getByLabel('Summary').fill('Recovered.');
	await panel.getByRole('checkbox').check();
	await panel.getByRole('button', { name: 'Discharge', exact: true }).click();
	await expect(bed(manager, second)).toContainText('Needs cleaning');
	await expect(bed(manager, second)).not.toContainText(person.name);

	const cleaner = await pageAs('housekeeper');
	await cleaner.goto(`/wards/${id}`);
	await cleaner.getByRole('button', { name: `Start cleaning bed ${first}` }).click();
	await expect(bed(manager, first)).toContainText('Being cleaned');
	await cleaner.getByRole('button', { name: `Finish cleaning bed ${first}` }).click();
	await expect(cleaner.getByText('Cleaning began less than a minute ago.')).toBeVisible();
	await cleaner.getByRole('button', { name: 'Yes, finished' }).click();
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
	await panel.getByLabel('Attending doctor').selectOption({ label: 'Not assigned yet' });
	await panel.getByLabel('Reason for admission').fill('Kept as typed');

	await lie(owner, id, label, other.id);
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
	await lie(owner, id, beds[2], person.id);
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
	await expect(manager.getByText('Connection lost', { exact: false })).toBeVisible();
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

test('a patient dragged to a bed that does not suit needs a reason; colleagues see it, and it is undone', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const [first, second] = beds;
	const [person, other] = await Promise.all([patient(owner, 'Nadia'), patient(owner, 'Olga')]);
	// A room for whatever sex the patient is not.
	await owner.query(
		`with room as (
			insert into public.ward_rooms (ward_id, name, position, gender_rule)
			select $1, 'Room 2', 2, case sex when 'male' then 'female' else 'male' end
			from public.patients where id = $2 returning id
		 )
		 insert into public.beds (ward_id, room_id, label, kind, position) select $1, id, $3, 'standard', 9 from room`,
		[id, person.id, `${first}-X`]
	);
	await lie(owner, id, first, person.id);
	await lie(owner, id, second, other.id);
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('bed_manager')]);
	await Promise.all([nurse, manager].map((page) => page.goto(`/wards/${id}`)));
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();

	await carry(nurse, bed(nurse, first), bed(nurse, `${first}-X`));
	await expect(bed(nurse, `${first}-X`)).toContainText('Needs a reason');
	await expect(bed(nurse, beds[3])).toContainText('Suitable');
	await nurse.mouse.up();
	const dialog = nurse.getByRole('dialog', { name: `Move ${person.name} to bed ${first}-X?` });
	await dialog.getByRole('button', { name: 'Move anyway' }).click();
	await expect(dialog.getByText('Enter a reason.')).toBeVisible();
	await expect(bed(manager, first)).toContainText(person.name);
	await dialog.getByLabel('Reason for override').fill('No other bed tonight');
	await dialog.getByRole('button', { name: 'Move anyway' }).click();
	await expect(bed(manager, `${first}-X`)).toContainText(person.name);
	await expect(bed(manager, first)).toContainText('Needs cleaning');

	await nurse.getByRole('button', { name: 'Undo' }).click();
	await expect(bed(manager, first)).toContainText(person.name);
	await expect(bed(manager, `${first}-X`)).toContainText('Free');

	await carry(nurse, bed(nurse, first), bed(nurse, second));
	await expect(bed(nurse, second)).toContainText('Swap');
	await nurse.mouse.up();
	await nurse
		.getByRole('dialog', { name: 'Swap two patients?' })
		.getByRole('button', { name: 'Swap beds' })
		.click();
	await expect(bed(manager, second)).toContainText(person.name);
	await expect(bed(manager, first)).toContainText(other.name);
});

test('a patient moved on the board of every ward is moved back by the one bar there is', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const person = await patient(owner, 'Rosa');
	await lie(owner, id, beds[0], person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto('/wards/all');
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	await nurse.getByRole('searchbox').fill(beds[0].slice(0, -2));
	await expect(nurse.getByRole('article')).toHaveCount(4);
	await carry(nurse, bed(nurse, beds[0]), bed(nurse, beds[2]));
	await nurse.mouse.up();
	await expect(bed(nurse, beds[2])).toContainText(person.name);
	const bar = nurse.getByRole('region', { name: 'Undo your last step' });
	await expect(bar).toContainText(`You moved ${person.name} to bed ${beds[2]}.`);
	await bar.getByRole('button', { name: 'Undo' }).click();
	await expect(bed(nurse, beds[0])).toContainText(person.name);
	await expect(bar.filter({ hasText: person.name })).toBeHidden();
});

test('allergies a patient stated are on the bed’s panel and the stay until somebody has checked them', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const person = await patient(owner, 'Silvia');
	await lie(owner, id, beds[0], person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${id}`);
	const panel = await open(nurse, beds[0]);
	// Once: what is said twice is read as two things.
	await expect(panel.getByText('Allergies not recorded')).toHaveCount(1);
	await owner.query(
		`insert into public.allergy_reports (patient_id, answer, words) values ($1, 'known', 'Penicillin, a rash')`,
		[person.id]
	);
	await nurse.reload();
	const stated = 'Reported, to be confirmed: Penicillin, a rash';
	await expect(panel.getByText(stated)).toBeVisible();
	await panel.getByRole('link', { name: 'Observations' }).click();
	await expect(nurse.getByRole('heading', { level: 1 })).toHaveText(person.name);
	await expect(nurse.getByText('Allergies not recorded').first()).toBeVisible();
	await nurse.getByRole('link', { name: stated }).click();
	await nurse.getByRole('button', { name: 'Checked with patient' }).click();
	await expect(nurse.getByText('Penicillin, a rash')).toHaveCount(0);
});

test('a patient is moved by keys alone, or stays where they are', async ({ pageAs, owner }) => {
	const { id, beds } = await ward(owner);
	const person = await patient(owner, 'Petra');
	await lie(owner, id, beds[0], person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${id}`);
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	const said = nurse.getByRole('main').locator('[aria-live=assertive]');

	await bed(nurse, beds[0]).getByRole('link').first().focus();
	await nurse.keyboard.press('Space');
	await expect(said).toContainText(`${person.name} picked up`);
	await nurse.keyboard.press('ArrowRight');
	await expect(said).toContainText(`Bed ${beds[1]}: Suitable`);
	await nurse.keyboard.press('Escape');
	await expect(said).toContainText(`${person.name} stays in bed ${beds[0]}`);
	await expect(bed(nurse, beds[0])).toContainText(person.name);

	await bed(nurse, beds[0]).getByRole('link').first().focus();
	await nurse.keyboard.press('Space');
	await nurse.keyboard.press('End');
	await nurse.keyboard.press('Enter');
	await expect(bed(nurse, beds[3])).toContainText(person.name);
	await expect(bed(nurse, beds[0])).toContainText('Needs cleaning');
});

test('colleagues see who else looks at the board, until they leave', async ({ pageAs, owner }) => {
	const { id } = await ward(owner);
	const { rows } = await owner.query<{ name: string }>(
		`select staff.full_name as name from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = 'beds@lantern.example'`
	);
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('bed_manager')]);
	await nurse.goto(`/wards/${id}`);
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	const others = nurse
		.getByRole('main')
		.locator('summary')
		.filter({ hasText: '1 colleague is also viewing' });
	await expect(others).toBeHidden();
	await manager.goto(`/wards/${id}`);
	await others.click();
	await expect(nurse.getByRole('list', { name: 'Colleagues viewing' })).toContainText(
		rows[0]?.name ?? 'nobody'
	);
	await manager.close();
	await expect(others).toBeHidden({ timeout: 3000 });
});

test('the floor plan shows each bed in its room, and stays chosen', async ({ pageAs, owner }) => {
	const { id, beds } = await ward(owner);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${id}?view=plan`);
	await expect(nurse.getByText('No rooms have been drawn yet')).toBeVisible();
	await expect(bed(nurse, beds[0])).toBeVisible();

	await owner.query(
		'update public.ward_rooms set plan_x = 3, plan_y = 2, plan_width = 6, plan_height = 4 where ward_id = $1',
		[id]
	);
	await nurse.goto(`/wards/${id}`);
	const plan = nurse.getByRole('group', { name: /^Floor plan of / });
	await expect(
		plan.getByRole('group', { name: 'Beds in Room 1' }).getByRole('article')
	).toHaveCount(4);
	await owner.query(
		`insert into public.bed_closures (bed_id, ward_id, reason)
		 select id, ward_id, 'K' from public.beds where ward_id = $1 and label = $2`,
		[id, beds[2]]
	);
	await expect(bed(nurse, beds[2])).toContainText('Contaminated');

	await nurse.getByRole('link', { name: 'Compact' }).click();
	await expect(plan).toBeHidden();
	await expect(bed(nurse, beds[2])).toContainText('Contaminated');
});

test('all wards on one board: what changes somewhere is there, and filters lead to it', async ({
	pageAs,
	owner
}) => {
	const { id, beds } = await ward(owner);
	const manager = await pageAs('bed_manager');
	await manager.goto('/wards/all');
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();
	await expect(bed(manager, beds[0])).toContainText('Free');
	await owner.query(
		`insert into public.bed_closures (bed_id, ward_id, reason, note)
		 select id, ward_id, 'C', 'Ceiling leaks' from public.beds where ward_id = $1 and label = $2`,
		[id, beds[0]]
	);
	await expect(bed(manager, beds[0])).toContainText('Closed');
	await manager.getByRole('searchbox').fill('ceiling leaks');
	await expect(manager.getByRole('article')).toHaveCount(1);
	await bed(manager, beds[0]).getByRole('link').first().click();
	await expect(manager.getByRole('complementary', { name: `Bed ${beds[0]}` })).toBeVisible();
});
