import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { mailedLink } from '../mail.ts';
import { account, bookingAddress, freeSlot, patient, portalPatient } from '../people.ts';

const birthDate = '1980-05-17'; // of everybody in people.ts

/** A child's record; returns who it is. */
async function child(owner: pg.Pool, givenName: string) {
	const made = await patient(owner, givenName);
	await owner.query(`update public.patients set birth_date = '2019-06-01' where id = $1`, [
		made.id
	]);
	return made;
}

test('reception makes a code, the parent gives it, books for the child, and loses it at once', async ({
	pageAs,
	owner
}) => {
	test.slow();
	const slot = await freeSlot(owner, 4, 8);
	const lena = await child(owner, 'Lena');
	const mother = await portalPatient(owner, 'Marta');
	const [desk, parent] = await Promise.all([
		pageAs('receptionist'),
		pageAs({ email: mother.email })
	]);

	await desk.goto(`/patients/${lena.id}`);
	const accounts = desk.getByRole('region', { name: 'Portal accounts' });
	await expect(accounts).toContainText('No account has access to this record.');
	await accounts.getByRole('link', { name: 'Create link code' }).click();
	await accounts.getByLabel('Who is it for?').selectOption('A parent');
	await accounts.getByRole('button', { name: 'Create link code' }).click();
	const code = await accounts.locator('[data-code]').innerText();
	expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);

	await parent.goto('/portal/family');
	await parent.getByRole('main').getByRole('link', { name: 'Add person' }).click();
	await parent.getByLabel('Code').fill(code);
	await parent.getByLabel('Patient’s date of birth').fill('2019-06-02');
	await parent.getByRole('button', { name: 'Link record' }).click();
	await expect(parent.getByText('The code and this date of birth do not match')).toBeVisible();
	await expect(parent.getByLabel('Code')).toHaveValue(code);
	await parent.getByLabel('Patient’s date of birth').fill('2019-06-01');
	await parent.getByRole('button', { name: 'Link record' }).click();
	await expect(parent.getByText(`You now manage ${lena.name}’s visits.`)).toBeVisible();
	// The desk sees the account without a reload, and the code is gone.
	await expect(accounts).toContainText(mother.email);
	await expect(accounts.getByRole('button', { name: 'Withdraw' })).toHaveCount(0);
	await expect(accounts.getByText(code)).toHaveCount(0);

	await parent.goto(`${bookingAddress(slot)}&patient=${lena.id}`);
	await parent.getByRole('button', { name: 'Book this visit' }).click();
	await expect(parent.getByText('Your visit has been booked.')).toBeVisible();
	await expect(parent.getByRole('main')).toContainText(lena.name);
	const visit = new URL(parent.url()).pathname;

	await parent.goto('/portal/family');
	await expect(parent.getByRole('article', { name: lena.name })).toBeVisible();
	await accounts.locator('summary', { hasText: 'Remove access' }).click();
	await accounts.getByRole('button', { name: /^Remove .+’s access$/ }).click();
	await expect(parent.getByRole('article', { name: lena.name })).toHaveCount(0);
	expect((await parent.goto(visit))?.status()).toBe(404);
});

test('somebody who registers again gets the old record once reception has seen a document', async ({
	pageAs,
	owner
}) => {
	const before = await patient(owner, 'Ramón');
	const again = await account(owner);
	const [given = '', ...family] = before.name.split(' ');
	const person = await pageAs({ email: again.email });
	await person.goto('/portal/welcome');
	await person.getByLabel('Given name').fill(given);
	await person.getByLabel('Family name').fill(family.join(' '));
	await person.getByLabel('Date of birth').fill(birthDate);
	await person.getByLabel('Sex').selectOption('Male');
	await person.getByRole('button', { name: 'Save and continue' }).click();
	await expect(person.getByRole('heading', { name: 'My visits' })).toBeVisible();

	const desk = await pageAs('receptionist');
	await desk.goto('/patients');
	const check = desk.getByRole('article').filter({ hasText: before.name });
	await check.getByRole('button', { name: 'Same person' }).click();
	await expect(check).toContainText('Enter which document was shown.');
	await check.getByLabel('Document shown').fill('Passport');
	await check.getByRole('button', { name: 'Same person' }).click();
	await expect(desk.getByText('The account now has the existing record.')).toBeVisible();
	await expect(
		person.getByText(`You can now see ${before.name}’s record`).filter({ visible: true }).first()
	).toBeVisible();
	const { rows } = await owner.query<{ patient_id: string }>(
		'select patient_id from public.portal_links where user_id = $1',
		[again.id]
	);
	expect(rows).toEqual([{ patient_id: before.id }]);
});

test('preferences are chosen without JavaScript, and a fault is told at its field', async ({
	pageAs,
	owner,
	stack
}) => {
	const person = await portalPatient(owner, 'Silvia');
	const page = await pageAs({ email: person.email }, { javaScriptEnabled: false });
	await page.goto('/portal/preferences');
	// An address that may be anybody's is asked first whether it is theirs.
	const elsewhere = `elsewhere-${person.patientId}@example.org`;
	const email = page.getByRole('textbox', { name: 'Email' });
	const asked = page.getByText('Not confirmed yet.');
	await email.fill(elsewhere);
	await page.getByRole('button', { name: 'Save contact details' }).click();
	await expect(asked).toBeVisible();
	const link = await mailedLink(stack, elsewhere, 20_000, '/confirm-address/');
	await page.goto(new URL(link).pathname);
	await page.getByRole('button', { name: 'Yes, it is mine' }).click();
	await expect(page.getByText('Thank you. Messages about visits will come here.')).toBeVisible();
	await page.goto('/portal/preferences');
	await expect(email).toHaveValue(elsewhere);
	await expect(asked).toBeHidden();

	await page.getByLabel('By SMS').uncheck();
	await page.getByLabel('From').selectOption('22:00');
	await page.getByRole('button', { name: 'Save preferences' }).click();
	await expect(page.getByText('Enter both times, or neither.')).toBeVisible();
	await expect(page.getByLabel('From')).toHaveValue('22:00');
	await page.getByLabel('Until').selectOption('07:00');
	await page.getByRole('button', { name: 'Save preferences' }).click();
	await expect(page.getByText('Your preferences have been saved.')).toBeVisible();
	await expect(page.getByLabel('By SMS')).not.toBeChecked();
	const { rows } = await owner.query(
		`select email, sms, quiet_from::text, quiet_until::text from public.notification_preferences where patient_id = $1`,
		[person.patientId]
	);
	expect(rows).toEqual([
		{ email: true, sms: false, quiet_from: '22:00:00', quiet_until: '07:00:00' }
	]);
});

test('two at the desk change one record: nothing typed is lost, nothing is overwritten unseen', async ({
	pageAs,
	owner
}) => {
	const person = await patient(owner, 'Tomasa');
	const [first, second] = await Promise.all([pageAs('receptionist'), pageAs('admin')]);
	for (const page of [first, second]) await page.goto(`/patients/${person.id}?edit`);
	await first.getByLabel('Town').fill('Vigo');
	await second.getByLabel('Town').fill('Lugo');
	await first.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(first.getByText('The details have been saved.')).toBeVisible();

	await second.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(second.getByText('This record was changed in the meantime.')).toBeVisible();
	await expect(second.getByLabel('Town')).toHaveValue('Lugo');
	await expect(second.getByText('Saved version', { exact: true })).toBeVisible();
	await second.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(second.getByText('The details have been saved.')).toBeVisible();
	const { rows } = await owner.query('select city from public.patients where id = $1', [person.id]);
	expect(rows).toEqual([{ city: 'Lugo' }]);
});
