import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

const unique = () => crypto.randomUUID().slice(0, 6);
const main = (page: Page): Locator => page.getByRole('main');
const done = (page: Page, text: string) =>
	expect(page.getByRole('log').getByText(text).first()).toBeVisible();

test('a role is made, given, changed and undone, each looked at first; an open screen follows', async ({
	pageAs,
	owner
}) => {
	const name = `Night porter ${unique()}`;
	const [boss, porter, second] = await Promise.all([
		colleague(owner, 'admin'),
		colleague(owner, 'housekeeper'),
		colleague(owner, 'housekeeper')
	]);
	const idOf = async (email: string) => {
		const { rows } = await owner.query<{ id: string; user_id: string; full_name: string }>(
			`select staff.* from public.staff join public.profiles on profiles.id = staff.user_id where email = $1`,
			[email]
		);
		return rows[0] ?? { id: '', user_id: '', full_name: '' };
	};
	const [one, two] = [await idOf(porter.email), await idOf(second.email)];
	const [admin, open] = await Promise.all([pageAs(boss), pageAs(porter)]);
	await open.goto('/housekeeping');
	const messages = open.getByRole('link', { name: 'Messages' });
	await expect(open.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(messages).toHaveCount(0);

	await admin.goto('/admin/roles/new');
	await main(admin).getByLabel('Name').fill(name);
	await main(admin).getByLabel('Copy permissions from').selectOption({ label: 'Housekeeper' });
	await main(admin).getByRole('button', { name: 'Create role' }).click();
	await expect(main(admin).getByRole('heading', { level: 1, name })).toBeVisible();
	await expect(main(admin).getByLabel('Start and finish the cleaning of beds')).toBeChecked();
	const role = new URL(admin.url()).pathname;

	// Given on the person's page: what it gives is said before.
	await admin.goto(`/admin/people/${one.id}`);
	await main(admin).getByLabel('Give another role').selectOption({ label: name });
	await main(admin).getByRole('button', { name: 'Review', exact: true }).click();
	await expect(
		main(admin).getByRole('heading', { name: `Give ${one.full_name} the role: ${name}` })
	).toBeVisible();
	await expect(main(admin).getByText('No one gains or loses a permission.')).toBeVisible();
	await main(admin).getByRole('button', { name: 'Give role' }).click();
	await done(admin, 'The role has been given.');

	// Changed: while it is looked at, a colleague gives the role to somebody else.
	await admin.goto(role);
	const sees = main(admin).getByLabel('See messages sent to patients, and send them again');
	await sees.check();
	await main(admin).getByRole('button', { name: 'Review change' }).click();
	await expect(main(admin).getByRole('heading', { name: `Change role: ${name}` })).toBeVisible();
	await expect(main(admin).getByRole('definition')).toHaveText(one.full_name);
	await owner.query(`insert into public.user_roles (user_id, role_id) values ($1, $2)`, [
		two.user_id,
		role.split('/').at(-1)
	]);
	await main(admin).getByRole('button', { name: 'Confirm change' }).click();
	await expect(main(admin).getByRole('alert')).toContainText('Something has changed');
	await expect(main(admin).getByRole('definition')).toContainText(two.full_name);
	await expect(messages).toHaveCount(0);
	await main(admin).getByRole('button', { name: 'Confirm change' }).click();
	await done(admin, 'The role has been changed.');
	await expect(messages).toBeVisible({ timeout: 5000 });

	await admin.getByRole('button', { name: 'Undo', exact: true }).click();
	await done(admin, 'Undone');
	await expect(messages).toHaveCount(0, { timeout: 5000 });
	await expect(sees).not.toBeChecked();

	// Deleted: whoever has it is named and moved.
	await main(admin).getByLabel('Role they get instead').selectOption({ label: 'Housekeeper' });
	await main(admin).getByRole('button', { name: 'Review deletion' }).click();
	const moved = main(admin).getByRole('region', { name: `Delete role: ${name}` });
	await expect(moved.getByRole('link', { name: one.full_name })).toBeVisible();
	await expect(moved.getByRole('link', { name: two.full_name })).toBeVisible();
	await moved.getByRole('button', { name: 'Delete role' }).click();
	await done(admin, 'The role has been deleted.');
	await expect(main(admin).getByRole('link', { name })).toHaveCount(0);
});

test('why a colleague can do something, and why a record is closed to them, is asked and answered', async ({
	pageAs,
	owner
}) => {
	const boss = await colleague(owner, 'admin');
	const { email } = await colleague(owner, 'nurse');
	const { rows } = await owner.query<{ id: string; full_name: string }>(
		`select staff.id, staff.full_name from public.staff join public.profiles on profiles.id = staff.user_id where email = $1`,
		[email]
	);
	const nurse = rows[0] ?? { id: '', full_name: '' };
	const { name } = await patient(owner, 'Abril');
	const admin = await pageAs(boss);
	await admin.goto(`/admin/people/${nurse.id}`);
	await main(admin).getByRole('link', { name: 'Why can or can’t they?' }).click();
	await expect(main(admin).getByText(nurse.full_name)).toBeVisible();
	await main(admin)
		.getByLabel('Permission')
		.selectOption({ label: 'Read the clinical records of patients in their care' });
	await main(admin)
		.getByRole('combobox', { name: /record/ })
		.fill(name);
	await admin.getByRole('option', { name: new RegExp(name) }).click();
	await main(admin).getByRole('button', { name: 'Ask' }).click();
	await expect(main(admin).getByText(`${nurse.full_name} can.`)).toBeVisible();
	await expect(main(admin).getByText(/^Nurse, since/)).toBeVisible();
	await expect(main(admin).getByText('The chart is closed to this person.')).toBeVisible();
	await expect(main(admin).getByText(/The patient is not in their care/)).toBeVisible();
});
