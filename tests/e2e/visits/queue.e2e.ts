import type { Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { patient, portalPatient } from '../people.ts';

/** A department of a test's own, with one room to be called to. */
async function department(owner: pg.Pool): Promise<{ id: string; name: string; room: string }> {
	const code = `Q${crypto.randomUUID().slice(0, 7).toUpperCase()}`;
	const name = `Test clinic ${code}`;
	const { rows } = await owner.query<{ id: string }>(
		'insert into public.departments (code, name) values ($1, $2) returning id',
		[code, name]
	);
	const id = rows[0]?.id ?? '';
	const room = `Room ${code}`;
	await owner.query('insert into public.rooms (department_id, code, name) values ($1, $2, $3)', [
		id,
		code,
		room
	]);
	return { id, name, room };
}

const main = (page: Page) => page.getByRole('main');
const list = (page: Page, name: string | RegExp) => main(page).getByRole('region', { name });
const live = (page: Page) => expect(page.getByText('Live', { exact: true })).toBeVisible();

/** Takes a walk-in with a record; gives the number. */
async function take(desk: Page, name: string): Promise<string> {
	await main(desk).getByRole('combobox', { name: 'Patient' }).fill(name);
	await desk.getByRole('option').filter({ hasText: name }).first().click();
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	const given = main(desk).getByRole('status').filter({ hasText: 'Number issued' });
	await expect(given).toBeVisible();
	return (await given.locator('strong').textContent()) ?? '';
}

test('a walk-in is called by a nurse, and the wall shows the number and no name', async ({
	pageAs,
	visitor,
	owner
}) => {
	const { id, room } = await department(owner);
	const person = await patient(owner, 'Remedios');
	const [desk, nurse] = await Promise.all([pageAs('receptionist'), pageAs('nurse')]);
	await Promise.all([desk, nurse].map((page) => page.goto(`/queue?department=${id}`)));
	await Promise.all([live(desk), live(nurse)]);

	await main(desk).getByLabel('Screen location').fill('Hall');
	await main(desk).getByRole('button', { name: 'Create link' }).click();
	const link = await main(desk)
		.getByRole('link', { name: /waiting-room/ })
		.getAttribute('href');
	await visitor.goto(link ?? '');
	await expect(visitor.getByText(/Live since/)).toBeVisible();
	await expect(visitor.getByText('Your number appears here')).toBeVisible();

	const label = await take(desk, person.name);
	await expect(list(nurse, /^Waiting ·/)).toContainText(person.name);
	await expect(visitor.getByRole('region', { name: 'Next' })).toContainText(label);

	await main(nurse).getByLabel('Call to').selectOption({ label: room });
	await main(nurse).getByRole('button', { name: 'Call next' }).click();
	await expect(list(desk, /^Called/)).toContainText(label);
	await expect(visitor.getByRole('region', { name: 'Called', exact: true })).toContainText(label);
	await expect(visitor.getByRole('region', { name: 'Called', exact: true })).toContainText(room);
	const shown = await visitor.content();
	expect(shown).not.toContain(person.name);
	expect(shown).not.toContain('Remedios');
	expect(shown).not.toContain(person.id);

	await main(nurse)
		.getByRole('button', { name: `Arrived: ${label}` })
		.click();
	await main(nurse)
		.getByRole('button', { name: `Finish: ${label}` })
		.click();
	// One click too many: the number is with them again, on every screen.
	await expect(list(desk, /^Called/)).toHaveCount(0);
	const undo = nurse.getByRole('region', { name: 'Undo your last step' });
	await expect(undo).toContainText(`${label} finished.`);
	await undo.getByRole('button', { name: 'Undo' }).click();
	await expect(list(desk, /^Called/)).toContainText(label);
	await main(nurse)
		.getByRole('button', { name: `Finish: ${label}` })
		.click();
	await expect(list(desk, /^Called/)).toHaveCount(0);
	await expect(visitor.getByText('Your number appears here')).toBeVisible();

	// Later, for those who may, with a reason that stays on it.
	await expect(main(nurse).getByText('Finished today')).toBeHidden();
	await main(desk).getByText('Finished today').click();
	await main(desk)
		.getByRole('link', { name: `Back to consultation: ${label}` })
		.click();
	await main(desk).getByLabel('Reason', { exact: true }).fill('The wrong number');
	await main(desk).getByRole('button', { name: 'Back to consultation' }).click();
	await expect(list(nurse, /^Called/)).toContainText(label);
	await expect(list(nurse, /^Called/)).toContainText('Step undone: The wrong number');
	await main(nurse)
		.getByRole('button', { name: `Finish: ${label}` })
		.click();
	await expect(list(desk, /^Called/)).toHaveCount(0);

	await main(desk).locator('summary', { hasText: 'Revoke' }).click();
	await main(desk).getByRole('button', { name: 'Revoke: Hall' }).click();
	await expect(visitor.getByText('This screen is switched off')).toBeVisible();
	await visitor.reload();
	await expect(visitor.getByText('This screen is switched off')).toBeVisible();
});

test('a wall without a live channel says so and is right all the same', async ({
	pageAs,
	visitor,
	owner
}) => {
	const { id } = await department(owner);
	const desk = await pageAs('receptionist');
	await desk.goto(`/queue?department=${id}`);
	await live(desk);
	await main(desk).getByLabel('Screen location').fill('Hall');
	await main(desk).getByRole('button', { name: 'Create link' }).click();
	const link = await main(desk)
		.getByRole('link', { name: /waiting-room/ })
		.getAttribute('href');
	await visitor.routeWebSocket(/realtime/, () => {});
	// The wall asks every few seconds: they pass as soon as there is something to be told.
	await visitor.clock.install();
	const secondsPass = () => visitor.clock.runFor(5000);
	await visitor.goto(link ?? '');
	await expect(async () => {
		await secondsPass();
		await expect(visitor.getByText('No live connection since')).toBeVisible({ timeout: 500 });
	}).toPass();

	await main(desk).getByLabel('Nickname').fill('Red coat');
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	await expect(main(desk).getByText('Red coat')).toBeVisible();
	const next = visitor.getByRole('region', { name: 'Next' });
	await expect(next.getByRole('listitem')).toHaveCount(0);
	await secondsPass();
	await expect(next.getByRole('listitem')).toHaveCount(1);
	await main(desk).locator('summary', { hasText: 'Revoke' }).click();
	await main(desk).getByRole('button', { name: 'Revoke: Hall' }).click();
	await expect(main(desk).locator('summary', { hasText: 'Revoke' })).toHaveCount(0);
	await secondsPass();
	await expect(visitor.getByText('This screen is switched off')).toBeVisible();
});

test('who waits already is told by the number, and nobody waits twice', async ({
	pageAs,
	owner
}) => {
	const { id } = await department(owner);
	const person = await patient(owner, 'Teodora');
	const desk = await pageAs('receptionist');
	await desk.goto(`/queue?department=${id}`);
	const label = await take(desk, person.name);

	await main(desk).getByRole('combobox', { name: 'Patient' }).fill(person.name);
	await desk.getByRole('option').filter({ hasText: person.name }).first().click();
	await main(desk).getByLabel('Nickname').fill('Kept as typed');
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	await expect(main(desk).getByRole('alert')).toContainText(`already in the queue here: ${label}`);
	await expect(main(desk).getByLabel('Nickname')).toHaveValue('Kept as typed');
	await expect(list(desk, /^Waiting ·/).getByRole('listitem')).toHaveCount(1);
});

test('without a script a number is given, called, passed over and called again', async ({
	pageAs,
	owner
}) => {
	const { id } = await department(owner);
	const desk = await pageAs('receptionist', { javaScriptEnabled: false });
	await desk.goto(`/queue?department=${id}`);
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	await expect(main(desk).getByText('Choose a patient, or enter')).toBeVisible();
	await main(desk).getByLabel('Nickname').fill('Red coat');
	await main(desk).getByLabel('Priority').first().selectOption('Urgent');
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	await expect(main(desk).getByText('Enter a reason')).toBeVisible();
	await expect(main(desk).getByLabel('Nickname')).toHaveValue('Red coat');
	await main(desk)
		.getByLabel(/^Reason(?! for)/)
		.last()
		.fill('Chest pain');
	await main(desk).getByRole('button', { name: 'Issue number' }).click();
	await expect(list(desk, /^Waiting ·/)).toContainText('Red coat');

	await main(desk).getByRole('button', { name: 'Call next' }).click();
	await main(desk)
		.getByRole('button', { name: /^Skip: / })
		.click();
	await expect(list(desk, /^Skipped/)).toContainText('Red coat');
	await main(desk).getByRole('button', { name: 'Call next' }).click();
	await expect(main(desk).getByRole('alert')).toContainText('No one is waiting');
	await main(desk)
		.getByRole('button', { name: /^Call: / })
		.click();
	await expect(list(desk, /^Called/)).toContainText('Chest pain');
});

test('a patient who has checked in watches the queue move and is told to come in', async ({
	pageAs,
	clientAs,
	owner
}) => {
	const person = await portalPatient(owner, 'Ximena');
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, doctor.id, type.id, now() - interval '1 minute', now() + interval '29 minutes', true, 'Test'
		 from public.doctors doctor
		 join public.staff using (id) join public.profiles profile on profile.id = staff.user_id,
			(select id from public.visit_types where specialty_id is null limit 1) type
		 where profile.email = 'doctor@lantern.example' returning id`,
		[person.patientId]
	);
	const visit = rows[0]?.id ?? '';
	const page = await pageAs({ email: person.email });
	await page.goto(`/portal/visits/${visit}`);
	await live(page);
	const place = main(page).getByRole('region', { name: 'Your place in the queue' });
	await expect(place).toHaveCount(0);

	const desk = await clientAs('receptionist');
	await desk
		.rpc('set_appointment_status', { p_appointment_id: visit, p_status: 'checked_in' })
		.throwOnError();
	const { data: token } = await desk
		.from('queue_tokens')
		.select('id, label')
		.eq('appointment_id', visit)
		.single()
		.throwOnError();
	await expect(place).toContainText(token.label);
	await expect(place).toContainText('ahead of you');

	await desk.rpc('recall_token', { p_token_id: token.id }).throwOnError();
	await expect(place).toContainText('It is your turn');
	await desk.rpc('serve_token', { p_token_id: token.id }).throwOnError();
	await expect(place).toHaveCount(0);
	await expect(main(page).getByText('In consultation')).toBeVisible();
	await desk.rpc('finish_token', { p_token_id: token.id }).throwOnError();
});
