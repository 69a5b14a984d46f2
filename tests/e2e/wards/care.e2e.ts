import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import * as Y from 'yjs';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

interface OwnWard {
	id: string;
	admissionId: string;
	name: string;
}

/** A ward of a test's own with one patient, on which these people work. */
async function ward(owner: pg.Pool, ...staff: string[]): Promise<OwnWard> {
	const [person, { id, beds }] = await Promise.all([
		patient(owner, 'Ramona'),
		testWard(owner, { staff })
	]);
	return { id, admissionId: await lieIn(owner, beds[0], person.id), name: person.name };
}

const field = (page: Page, name: string): Locator =>
	page.getByRole('main').getByRole('textbox', { name: `Handover for ${name}` });
/** Puts the caret at the end and types as a hand does. */
async function type(box: Locator, words: string): Promise<void> {
	await box.focus();
	await box.press('Control+End');
	await box.pressSequentially(words, { delay: 15 });
}

test('three nurses write one handover sheet at once, one of them without a connection for a while', async ({
	pageAs,
	owner
}) => {
	test.slow();
	const { id, admissionId, name } = await ward(owner, 'nurse', 'wardmanager', 'david.kowalski');
	const pages = await Promise.all([
		pageAs('nurse'),
		pageAs('ward_manager'),
		pageAs({ email: 'david.kowalski@lantern.example' })
	]);
	const [one, two, three] = pages;
	if (!one || !two || !three) throw new Error('three pages');
	for (const page of pages) await page.goto(`/wards/${id}/handover`);
	for (const page of pages) await expect(field(page, name)).toBeVisible();

	await type(field(one, name), 'Slept well. ');
	await expect(field(two, name)).toHaveValue('Slept well. ');
	await expect(field(three, name)).toHaveValue('Slept well. ');

	await Promise.all([
		type(field(one, name), 'alfa bravo charlie delta '),
		type(field(two, name), 'echo foxtrot golf hotel '),
		(async () => {
			await three.context().setOffline(true);
			await type(field(three, name), 'india juliett kilo lima ');
		})()
	]);
	await expect(
		three.getByText('No connection: your text will be saved once it is back. Do not close the app.')
	).toBeVisible();
	await type(field(two, 'Whole ward'), 'Lift out of order.');
	await three.context().setOffline(false);

	const words = 'alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima';
	/** Letters of several hands may lie between each other; each hand's own are there, all of them. */
	const letters = (text: string) => [...text.replaceAll(/\s/g, '')].sort().join('');
	const whole = letters(`Slept well. ${words}`);
	for (const page of pages) {
		await expect
			.poll(async () => letters(await field(page, name).inputValue()), { timeout: 20_000 })
			.toBe(whole);
	}
	const said = await field(one, name).inputValue();
	for (const page of pages) {
		await expect(field(page, name)).toHaveValue(said);
		await expect(field(page, 'Whole ward')).toHaveValue('Lift out of order.');
		await expect(page.getByText('All changes saved')).toBeVisible();
	}

	// What is stored: the plain text, and all updates together.
	const sections = () =>
		owner
			.query<{ key: string; body: string }>(
				`select coalesce(admission_id::text, 'ward') as key, body from public.handover_sections
				 where ward_id = $1`,
				[id]
			)
			.then(({ rows }) => Object.fromEntries(rows.map(({ key, body }) => [key, body])));
	await expect
		.poll(sections, { timeout: 20_000 })
		.toEqual({ [admissionId]: said, ward: 'Lift out of order.' });
	const { rows: updates } = await owner.query<{ data: Buffer }>(
		'select data from public.handover_updates where ward_id = $1 order by seq',
		[id]
	);
	const doc = new Y.Doc();
	for (const { data } of updates) Y.applyUpdate(doc, data);
	expect(doc.getText(admissionId).toString()).toBe(said);

	const fresh = await pageAs('nurse');
	await fresh.goto(`/wards/${id}/handover`);
	// Yjs is fetched after the page: its text is there before it can be written in.
	await expect(field(fresh, name)).toHaveValue(said, { timeout: 30_000 });

	// Without a script it can be read.
	const plain = await pageAs('nurse', { javaScriptEnabled: false });
	await plain.goto(`/wards/${id}/handover`);
	await expect(plain.getByRole('main')).toContainText('Lift out of order.');
	await expect(plain.getByRole('region', { name })).toContainText(said.trim());

	await fresh.goto(`/wards/${id}/notes?q=LIFT`);
	await expect(fresh.getByRole('region', { name: 'Findings' })).toContainText('Lift out of order');
});

test('who writes is shown to the others, and a tab that closes at once loses nothing', async ({
	pageAs,
	owner
}) => {
	const { id, admissionId, name } = await ward(owner, 'nurse', 'wardmanager');
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('ward_manager')]);
	for (const page of [nurse, manager]) await page.goto(`/wards/${id}/handover`);
	await expect(field(manager, name)).toBeVisible();
	await expect(field(nurse, name)).toBeVisible();
	const { rows } = await owner.query<{ full_name: string }>(
		`select staff.full_name from public.staff join public.profiles on profiles.id = user_id where profiles.email = 'nurse@lantern.example'`
	);
	await type(field(nurse, name), 'Fever 38.9');
	await expect(manager.getByText(`${rows[0]?.full_name} is writing here`)).toBeVisible();

	await field(nurse, name).press('!');
	await nurse.close({ runBeforeUnload: true });
	await expect(field(manager, name)).toHaveValue('Fever 38.9!');
	await expect
		.poll(
			async () =>
				(
					await owner.query<{ body: string }>(
						'select body from public.handover_sections where admission_id = $1',
						[admissionId]
					)
				).rows[0]?.body,
			{ timeout: 20_000 }
		)
		.toBe('Fever 38.9!');
});

test('the channel of a handover lets in who works on the ward, and nobody else', async ({
	clientAs,
	owner
}) => {
	const { id } = await ward(owner, 'nurse', 'wardmanager', 'housekeeping');
	const join = async (who: Parameters<typeof clientAs>[0]) => {
		const client = await clientAs(who);
		await client.realtime.setAuth();
		const channel = client.channel(`handover:${id}`, {
			config: { private: true, broadcast: { ack: true } }
		});
		const heard: string[] = [];
		channel.on('broadcast', { event: 'change' }, ({ payload }: { payload: { update: string } }) =>
			heard.push(payload.update)
		);
		const status = await new Promise<string>((resolve) => {
			channel.subscribe((state) => {
				if (state === 'SUBSCRIBED' || state === 'CHANNEL_ERROR') resolve(state);
			});
		});
		return { channel, status, heard };
	};
	const [nurse, manager] = [await join('nurse'), await join('ward_manager')];
	expect([nurse.status, manager.status]).toEqual(['SUBSCRIBED', 'SUBSCRIBED']);
	for (const who of ['admin', 'bed_manager', 'housekeeper', 'receptionist', 'patient'] as const) {
		const { channel, status } = await join(who);
		expect([who, status]).toEqual([who, 'CHANNEL_ERROR']);
		await channel.unsubscribe();
	}
	const said = await nurse.channel.send({
		type: 'broadcast',
		event: 'change',
		payload: { update: 'said' }
	});
	expect(said).toBe('ok');
	await expect.poll(() => manager.heard).toEqual(['said']);
});

test('a task is given, done with one tap and taken back, live on a colleague’s screen', async ({
	pageAs,
	owner
}) => {
	const { id, admissionId, name } = await ward(owner, 'nurse', 'wardmanager');
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('ward_manager')]);
	await manager.goto(`/wards/${id}/tasks`);
	await nurse.goto(`/admissions/${admissionId}/care`);
	await expect(manager.getByText('Live', { exact: true })).toBeVisible();

	const { rows } = await owner.query<{ full_name: string }>(
		`select staff.full_name from public.staff join public.profiles on profiles.id = user_id where profiles.email = 'nurse@lantern.example'`
	);
	const nurseName = rows[0]?.full_name ?? '';
	const grid = manager.getByRole('region', { name: 'Nurse assignments this shift' });
	await grid.getByRole('checkbox', { name: new RegExp(name) }).check();
	await grid
		.getByLabel('Nurse', { exact: true })
		.selectOption({ label: `${nurseName} (0 patients)` });
	await grid.getByRole('button', { name: 'Assign', exact: true }).click();
	await expect(grid).toContainText('Every patient has a nurse.');
	await expect(nurse.getByRole('main').getByRole('region', { name: 'Nurse' })).toContainText(
		nurseName
	);

	const main = nurse.getByRole('main');
	await main.getByText('Add task').click();
	await main.getByLabel(/^Task(?!s)/).fill('Walk to the window');
	await main.getByLabel('Repeats').selectOption('4');
	await main.getByRole('button', { name: 'Add', exact: true }).click();
	const task = manager.getByRole('main').getByRole('listitem', { name: 'Walk to the window' });
	await expect(task).toHaveCount(1);
	await expect(task).toContainText(name);

	await main.getByRole('button', { name: 'Done: Walk to the window' }).click();
	// The one that is done, and the next.
	await expect(task).toHaveCount(2);
	await expect(task.filter({ hasText: 'Done by' })).toContainText(nurseName);
	// The step is undone by whoever took it.
	await nurse
		.getByRole('region', { name: 'Undo your last step' })
		.getByRole('button', { name: 'Undo' })
		.click();
	await expect(task).toHaveCount(1);
	await expect(task).not.toContainText('Done by');
});

test('a note is written and corrected, and what it said before is there to read', async ({
	pageAs,
	owner
}) => {
	const { admissionId } = await ward(owner, 'nurse');
	const nurse = await pageAs('nurse');
	await nurse.goto(`/admissions/${admissionId}/notes`);
	const main = nurse.getByRole('main');
	await main.getByLabel('Text').fill('Left leg swollen');
	await main.getByRole('button', { name: 'Save note' }).click();
	const note = main.getByRole('region', { name: 'Notes' }).getByRole('article');
	await expect(note).toContainText('Left leg swollen');
	await note.getByRole('link', { name: 'Correct' }).click();
	await note.getByLabel('Text').fill('Right leg swollen');
	await note.getByRole('button', { name: 'Save correction' }).click();
	await expect(note).toContainText('Right leg swollen');
	await note.getByText('Earlier version (1)').click();
	await expect(note).toContainText('Left leg swollen');
});
