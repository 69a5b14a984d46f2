/** That the main tasks are done by keys alone, from the page's top to the task's end, and that one sees where one is. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { colleague, freeSlot, patient, portalPatient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

const main = (page: Page) => page.getByRole('main');
const live = (page: Page) => expect(page.getByText('Live', { exact: true })).toBeVisible();

/**
 * Presses Tab until the control has the focus; of radio buttons and other wholes with one stop, the one that has it.
 * What has the focus shows it: by a line around itself or what it stands in.
 *
 * @param most keys that are still bearable
 */
async function reach(page: Page, control: Locator, most = 40): Promise<void> {
	await expect(control.first()).toBeVisible();
	for (let keys = 0; keys <= most; keys += 1) {
		if (await control.and(page.locator(':focus')).count()) {
			expect(await page.evaluate(focusIsSeen), `${String(control)}: the focus shows`).toBe(true);
			return;
		}
		await page.keyboard.press('Tab');
	}
	throw new Error(`${String(control)} is more than ${most} keys away`);
}

/** Whether a line is drawn around what has the focus, or around one of the boxes it stands in. */
function focusIsSeen(): boolean {
	const lines = ({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration) =>
		(outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
	let box = document.activeElement;
	for (let depth = 0; box && depth < 4; depth += 1, box = box.parentElement) {
		if (lines(getComputedStyle(box)) || lines(getComputedStyle(box, '::after'))) return true;
	}
	return false;
}

async function press(page: Page, control: Locator, most?: number): Promise<void> {
	await reach(page, control, most);
	await page.keyboard.press('Enter');
}

async function type(page: Page, label: string | RegExp, text: string): Promise<void> {
	await reach(page, main(page).getByLabel(label).first());
	await page.keyboard.type(text);
}

test('the desk books a visit by keys alone', async ({ pageAs, owner }) => {
	const [person, slot] = await Promise.all([patient(owner, 'Kaia'), freeSlot(owner, 6, 3)]);
	const desk = await pageAs(await colleague(owner, 'receptionist'));
	await desk.goto('/reception');
	await live(desk);
	await type(desk, 'Find a patient', person.name);
	await expect(main(desk).getByRole('link', { name: person.name })).toBeVisible();
	await desk.keyboard.press('ArrowDown');
	await desk.keyboard.press('Enter');
	await press(desk, main(desk).getByRole('link', { name: 'Book a visit' }));
	await press(desk, main(desk).getByRole('link', { name: slot.doctorName }), 80);
	const times = main(desk).getByRole('region', { name: 'First available' });
	await press(desk, times.getByRole('link').first());
	await press(desk, main(desk).getByRole('button', { name: 'Book this visit' }));
	await expect(desk.getByRole('region', { name: 'Undo your last step' })).toContainText(
		`Visit booked: ${person.name}.`
	);
});

test('a visit is checked in by keys alone, and that is undone', async ({ pageAs, owner }) => {
	const person = await patient(owner, 'Kora');
	const { rows } = await owner.query<{ doctor: string; day: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, doctor.id, type.id, now() + interval '10 minutes', now() + interval '25 minutes', true, 'Seen at once'
		 from (select id from public.doctors where active order by id offset 7 limit 1) as doctor,
		      (select id from public.visit_types order by name limit 1) as type, public.hospital_settings
		 returning doctor_id as doctor, (
			select to_char(starts_at at time zone time_zone, 'YYYY-MM-DD') from public.hospital_settings
		 ) as day`,
		[person.id]
	);
	const desk = await pageAs(await colleague(owner, 'receptionist'));
	await desk.goto(`/reception?day=${rows[0]?.day}&of=${rows[0]?.doctor}`);
	await live(desk);
	const row = main(desk).getByRole('listitem').filter({ hasText: person.name });
	await press(desk, row.getByRole('button', { name: 'Check in' }), 80);
	await expect(row.getByText('Arrived')).toBeVisible();
	const undo = desk.getByRole('region', { name: 'Undo your last step' });
	await expect(undo).toContainText(person.name);
	await press(desk, undo.getByRole('button', { name: 'Undo' }), 200);
	await expect(row.getByText('Arrived')).toBeHidden();
});

test('a patient is admitted and moved by keys alone', async ({ pageAs, owner }) => {
	const [{ id, code }, person] = await Promise.all([
		testWard(owner, { beds: 2 }),
		patient(owner, 'Kalina')
	]);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${id}`);
	await live(nurse);
	await press(nurse, nurse.getByRole('button', { name: 'Skip to first bed' }), 3);
	await nurse.keyboard.press('Enter');
	const panel = nurse.getByRole('complementary', { name: `Bed ${code}-1` });
	await expect(panel).toBeVisible();
	await reach(nurse, panel.getByRole('combobox', { name: 'Patient' }), 10);
	await nurse.keyboard.type(person.name);
	await expect(nurse.getByRole('option').filter({ hasText: person.name })).toBeVisible();
	await nurse.keyboard.press('ArrowDown');
	await nurse.keyboard.press('Enter');
	await reach(nurse, panel.getByLabel('Attending doctor'), 5);
	await nurse.keyboard.type('Not');
	await reach(nurse, panel.getByLabel('Reason for admission'), 5);
	await nurse.keyboard.type('Pneumonia');
	await press(nurse, panel.getByRole('button', { name: 'Admit', exact: true }), 12);
	const bed = (nth: number) =>
		nurse.getByRole('article', { name: `Bed ${code}-${nth}`, exact: true });
	await expect(bed(1)).toContainText(person.name);

	await reach(nurse, bed(1).getByRole('link', { name: /^Bed/ }).first(), 60);
	await nurse.keyboard.press('Space');
	await nurse.keyboard.press('ArrowRight');
	await nurse.keyboard.press('Enter');
	await expect(bed(2)).toContainText(person.name);
});

test('observations are recorded by keys alone', async ({ pageAs, owner }) => {
	const [{ beds }, person] = await Promise.all([testWard(owner), patient(owner, 'Katrin')]);
	const stay = await lieIn(owner, beds[0], person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/admissions/${stay}`);
	await live(nurse);
	await type(nurse, 'Respiration rate', '16');
	await type(nurse, 'SpO₂ %', '97');
	await reach(nurse, main(nurse).getByRole('radio', { name: 'Air' }), 3);
	await nurse.keyboard.press('Space');
	await type(nurse, 'Systolic pressure', '124');
	await type(nurse, 'Diastolic pressure', '78');
	await type(nurse, 'Pulse', '72');
	await type(nurse, 'Temperature', '36.8');
	await reach(nurse, main(nurse).getByRole('radio', { name: 'Alert', exact: true }), 3);
	await nurse.keyboard.press('Space');
	await press(nurse, main(nurse).getByRole('button', { name: 'Record', exact: true }), 5);
	await expect(nurse.getByText('Recorded. NEWS2 is 0.').first()).toBeVisible();
	const { rows: recorded } = await owner.query<{ pulse: number }>(
		'select pulse from public.observations where admission_id = $1',
		[stay]
	);
	expect(recorded).toEqual([{ pulse: 72 }]);
});

test('a patient books by keys alone', async ({ pageAs, owner }) => {
	const [booker, slot] = await Promise.all([portalPatient(owner, 'Kyra'), freeSlot(owner, 8, 4)]);
	const page = await pageAs({ email: booker.email });
	await page.goto('/portal');
	await press(page, main(page).getByRole('link', { name: 'Book a visit' }).first());
	await expect(page).toHaveURL(/\/portal\/book/);
	await press(page, main(page).getByRole('link', { name: slot.doctorName }), 80);
	const times = main(page).getByRole('region', { name: 'First available' });
	await press(page, times.getByRole('link').first());
	await type(page, 'Reason for the visit', 'A cough');
	await press(page, main(page).getByRole('button', { name: 'Book this visit' }), 5);
	await expect(page.getByText('Your visit has been booked.')).toBeVisible();
});

test('the next number is called by keys alone, by Tab or at once', async ({ pageAs, owner }) => {
	const code = `K${crypto.randomUUID().slice(0, 7).toUpperCase()}`;
	const { rows } = await owner.query<{ id: string }>(
		`with department as (
			insert into public.departments (code, name) values ($1, 'Test clinic ' || $1) returning id
		), room as (
			insert into public.rooms (department_id, code, name) select id, $1, 'Room ' || $1 from department
		) select id from department`,
		[code]
	);
	const desk = await pageAs(await colleague(owner, 'receptionist'));
	await desk.goto(`/queue?department=${rows[0]?.id}`);
	await live(desk);
	const called = main(desk).getByRole('region', { name: /^Called/ });
	for (const [name, call] of [
		['Kasia', () => press(desk, main(desk).getByRole('button', { name: 'Call next' }))],
		['Kirsten', () => desk.keyboard.press('Alt+n')]
	] as const) {
		const person = await patient(owner, name);
		await reach(desk, main(desk).getByRole('combobox', { name: 'Patient' }), 80);
		await desk.keyboard.type(person.name);
		// The answer to all that was typed: that to its beginning stays in sight until then, and holds others.
		const found = desk.getByRole('listbox').getByRole('option');
		await expect(found).toHaveCount(1);
		await expect(found).toContainText(person.name);
		await desk.keyboard.press('Enter');
		await press(desk, main(desk).getByRole('button', { name: 'Issue number' }), 80);
		await expect(main(desk).getByRole('region', { name: /^Waiting ·/ })).toContainText(person.name);
		await call();
		await expect(called).toContainText(person.name);
	}
});
