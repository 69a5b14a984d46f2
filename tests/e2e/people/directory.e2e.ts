import type { Locator, Page } from '@playwright/test';
import { expect, signIn, test } from '../fixtures.ts';
import { mailedLink } from '../mail.ts';
import { colleague, patient } from '../people.ts';

const unique = () => crypto.randomUUID().slice(0, 8);
/** Links in mails name the configured site; these tests serve the app on a port of their own. */
const pathOf = (link: string) => link.slice(new URL(link).origin.length);
const main = (page: Page): Locator => page.getByRole('main');

test('a doctor is invited, follows the mail, chooses a password and sees their day', async ({
	pageAs,
	visitor,
	stack
}) => {
	const email = `e2e-${unique()}@example.org`;
	const name = `Nadia Nueva ${unique()}`;
	const admin = await pageAs('admin');
	await admin.goto('/admin/people/invite');
	const form = main(admin);
	await form.getByLabel('Email', { exact: true }).fill('not an address');
	await form.getByLabel('Full name').fill(name);
	await form.getByRole('button', { name: 'Send invitation' }).click();
	await expect(form.getByText('Enter an email address')).toBeVisible();
	await expect(form.getByText('Choose a position.')).toBeVisible();
	// Nothing typed is lost.
	await expect(form.getByLabel('Full name')).toHaveValue(name);

	await form.getByLabel('Email', { exact: true }).fill(email);
	await form.getByLabel('Position').selectOption('doctor');
	await form.getByLabel('Name with title').fill(`Dr. ${name}`);
	await form.getByLabel('Specialty').selectOption({ label: 'Cardiology' });
	// Other tests look for free times of the doctors there are.
	await form.getByLabel('Accepts patients').uncheck();
	await form.getByRole('button', { name: 'Send invitation' }).click();
	await expect(admin.getByRole('log').getByText('The invitation is on its way.')).toBeVisible();
	await expect(form.getByRole('heading', { level: 1, name })).toBeVisible();

	await visitor.goto(pathOf(await mailedLink(stack, email)));
	await visitor.getByRole('button', { name: 'Continue' }).click();
	await expect(visitor).toHaveURL(/\/update-password\?/);
	await visitor.getByLabel('New password').fill('A-fine-password-1');
	await visitor.getByRole('button', { name: 'Save password' }).click();
	await expect(visitor.getByText('Your password has been saved.')).toBeVisible();
	await visitor.context().clearCookies();
	await signIn(visitor, email, 'A-fine-password-1');
	await expect(visitor).toHaveURL(/\/today$/);

	// The person's page is live: it says so without being loaded again.
	await expect(main(admin).getByText('Invitation accepted')).toBeVisible();
	await admin.goto('/admin/invitations');
	await expect(main(admin).getByRole('heading', { level: 1 })).toBeVisible();
	await expect(main(admin).getByText(email)).toHaveCount(0);
});

test('a doctor who leaves hands over the visits to come, and may do nothing from then on', async ({
	pageAs,
	owner
}) => {
	// A doctor of the demo's cardiology with one visit in the working week after next.
	const name = `Dr. Leaving ${unique()}`;
	const email = `e2e-${unique()}@example.org`;
	const { rows } = await owner.query<{ id: string }>(
		`with account as (
			insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
				confirmation_token, recovery_token, email_change, email_change_token_new)
			values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
			        extensions.crypt('Lantern-2026', extensions.gen_salt('bf', 4)), now(), '{}', '{}', '', '', '', '')
			returning id
		)
		select id from account`,
		[email]
	);
	const userId = rows[0]?.id ?? '';
	await owner.query(`insert into public.user_roles (user_id, role_id) values ($1, 'doctor')`, [
		userId
	]);
	const staff = await owner.query<{ id: string }>(
		`insert into public.staff (user_id, full_name, position) values ($1, $2, 'doctor') returning id`,
		[userId, name]
	);
	const staffId = staff.rows[0]?.id ?? '';
	await owner.query(
		`insert into public.doctors (id, name, specialty_id, accepts_patients) select $1, $2, id, false from public.specialties where code = 'CAR'`,
		[staffId, name]
	);
	const { id: patientId, name: patientName } = await patient(owner, 'Abel');
	const visit = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
		 select $1, $2, id, day.start, day.start + interval '30 minutes', 'confirmed'
		 from public.visit_types,
			(select (date_trunc('week', now() + interval '14 days') + interval '1 day 10 hours') as start) day
		 where code = 'CONSULT' returning id`,
		[patientId, staffId]
	);
	const visitId = visit.rows[0]?.id ?? '';

	const admin = await pageAs('admin');
	await admin.goto(`/admin/people/${staffId}`);
	await main(admin).getByRole('link', { name: 'Deactivate…' }).click();
	await expect(main(admin).getByText('1 upcoming visit')).toBeVisible();
	const choice = main(admin).getByLabel(`New time for ${patientName}`);
	await expect(choice.getByRole('option').nth(1)).toBeAttached();
	await choice.selectOption({ index: 0 });
	await main(admin).getByRole('button', { name: 'Deactivate…' }).click();
	await expect(admin.getByRole('log').getByText('Deactivated.')).toBeVisible();

	const after = await owner.query<{ moved: boolean; active: boolean }>(
		`select visit.doctor_id <> $2 as moved, staff.active from public.appointments visit, public.staff
		 where visit.id = $1 and staff.id = $2`,
		[visitId, staffId]
	);
	expect(after.rows[0]).toEqual({ moved: true, active: false });
	const gone = await pageAs({ email });
	expect((await gone.goto('/today'))?.status()).toBe(404);

	await main(admin).getByRole('button', { name: 'Reactivate' }).click();
	await expect(admin.getByText('Reactivated').first()).toBeVisible();
	expect((await gone.goto('/today'))?.status()).toBe(200);
});

test('two admins edit one department: the later is told and loses nothing typed', async ({
	pageAs,
	owner
}) => {
	const code = `E${unique().toUpperCase()}`;
	await owner.query('insert into public.departments (code, name) values ($1, $2)', [
		code,
		`Department ${code}`
	]);
	const [one, two] = await Promise.all([pageAs('admin'), pageAs('admin')]);
	for (const page of [one, two]) {
		await page.goto('/admin/departments');
		await main(page)
			.getByRole('link', { name: `Department ${code}` })
			.click();
		await expect(main(page).getByLabel('Name')).toHaveValue(`Department ${code}`);
	}
	await main(two).getByLabel('Name').fill(`Second ${code}`);
	await main(one).getByLabel('Name').fill(`First ${code}`);
	await main(one).getByRole('button', { name: 'Save' }).click();
	await expect(one.getByRole('log').getByText('Saved.')).toBeVisible();
	// The other's list is live; what is being typed there stays.
	await expect(main(two).getByRole('link', { name: `First ${code}` })).toBeVisible();
	await expect(main(two).getByLabel('Name')).toHaveValue(`Second ${code}`);
	await main(two).getByRole('button', { name: 'Save' }).click();
	await expect(main(two).getByRole('alert')).toContainText('changed');
	await expect(main(two).getByLabel('Name')).toHaveValue(`Second ${code}`);
	await main(two).getByRole('link', { name: 'Load current version' }).click();
	await expect(main(two).getByLabel('Name')).toHaveValue(`First ${code}`);
});

test('without a script a room is made, a mistake is shown at its field, and staff stay out', async ({
	pageAs
}) => {
	const page = await pageAs('admin', { javaScriptEnabled: false });
	const code = unique().toUpperCase();
	await page.goto('/admin/rooms');
	await main(page).getByRole('link', { name: 'New consulting room' }).click();
	await main(page).getByLabel('Name').fill(`Room ${code}`);
	await main(page).getByLabel('Code').fill(code);
	await main(page).getByRole('button', { name: 'Save' }).click();
	await expect(main(page).getByText('Choose one.')).toBeVisible();
	await expect(main(page).getByLabel('Code')).toHaveValue(code);
	await main(page).getByLabel('Department').selectOption({ label: 'Cardiology' });
	await main(page).getByRole('button', { name: 'Save' }).click();
	await expect(main(page).getByText('Saved.')).toBeVisible();
	await expect(main(page).getByRole('link', { name: `Room ${code}` })).toBeVisible();

	const nurse = await pageAs('nurse');
	for (const path of ['/admin', '/admin/people', '/admin/rooms', '/admin/settings']) {
		expect((await nurse.goto(path))?.status(), path).toBe(404);
	}
});

test('a colleague is given a photo, which colleagues see and patients do not', async ({
	pageAs,
	owner
}) => {
	const { email } = await colleague(owner, 'nurse');
	const { rows } = await owner.query<{ id: string; full_name: string }>(
		`select staff.id, staff.full_name from public.staff join public.profiles on profiles.id = staff.user_id where email = $1`,
		[email]
	);
	const { id = '', full_name: name = '' } = rows[0] ?? {};
	const admin = await pageAs('admin');
	await admin.goto(`/admin/people/${id}`);
	const photo = main(admin).getByRole('region', { name: 'Photo' });
	await photo.getByLabel('Choose a photo').setInputFiles({
		name: 'notes.jpg',
		mimeType: 'image/jpeg',
		buffer: Buffer.from('no picture')
	});
	await photo.getByRole('button', { name: 'Save photo' }).click();
	await expect(photo.getByText('Choose a JPEG or PNG picture of up to 500 kB.')).toBeVisible();

	await photo.getByLabel('Choose a photo').setInputFiles({
		name: 'large.png',
		mimeType: 'image/png',
		buffer: await admin.screenshot({ type: 'png' })
	});
	await photo.getByRole('button', { name: 'Save photo' }).click();
	const shown = photo.locator('img');
	await expect(shown).toBeVisible();
	// A square of its own, whatever was chosen.
	await expect
		.poll(() => shown.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
		.toEqual([320, 320]);
	const whereIs = (image: Locator) => image.evaluate((img: HTMLImageElement) => img.src);
	const address = await whereIs(shown);
	await admin.goto(`/admin/people?q=${encodeURIComponent(name)}`);
	expect(await whereIs(main(admin).locator('img'))).toBe(address);

	const [nurse, patient] = await Promise.all([pageAs({ email }), pageAs('patient')]);
	expect((await nurse.request.get(address)).headers()['content-type']).toBe('image/jpeg');
	expect((await patient.request.get(address)).status()).toBe(404);

	await admin.goto(`/admin/people/${id}`);
	await photo.getByRole('button', { name: 'Remove photo' }).click();
	await expect(shown).toHaveCount(0);
	expect((await nurse.request.get(address)).status()).toBe(404);
	expect(
		(await owner.query(`select from storage.objects where starts_with(name, $1)`, [id])).rowCount
	).toBe(0);
});
