import { expect, test } from '../fixtures.ts';
import { colleague, patient, portalPatient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

test('a table is imported after its preview, a rule of it is edited and restored, and the next edition leaves it alone', async ({
	pageAs
}) => {
	const page = await pageAs('admin');
	const source = `Table ${crypto.randomUUID().slice(0, 8)}`;
	const table = (text: string) => ({
		name: 'interactions.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(
			`substance_a,substance_b,severity,text\nParacetamol,Digoxin,major,${text}\nUnheard of,Digoxin,major,Text\n`
		)
	});
	await page.goto('/admin/medicines');
	await expect(page.getByText(/^\d+ of \d+ medicines mapped$/)).toBeVisible();
	await page.getByRole('link', { name: 'Imports', exact: true }).click();
	const read = async (version: string, text: string, counts: RegExp) => {
		await page.getByLabel('Source', { exact: true }).fill(source);
		await page.getByLabel('Version of the source').fill(version);
		await page.getByLabel('CSV file').setInputFiles(table(text));
		await page.getByRole('button', { name: 'Preview' }).click();
		await expect(page.getByRole('status').filter({ hasText: counts })).toBeVisible();
	};
	const text = `Toxic levels ${source}`;
	await read('1', text, /1 new, 0 changed, 0 unchanged, 1 refused/);
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	const row = page.getByRole('listitem').filter({ hasText: `${source} 1` });
	await expect(row).toContainText('1 new, 0 changed, 0 unchanged, 1 refused');
	await row.getByText('Lines refused').click();
	const refusals = await page.request.get(
		(await row.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')) ?? ''
	);
	expect(await refusals.text()).toContain('Unheard of + Digoxin');

	await page.getByRole('link', { name: 'Rules', exact: true }).click();
	await page.getByLabel('Text, substance or group').fill(text);
	await page.getByRole('button', { name: 'Search', exact: true }).click();
	await page.getByRole('button', { name: `Edit: ${text}` }).click();
	await page.getByLabel(/^Severity/).selectOption('Warning');
	await page.getByLabel('Reason for the change').fill('Never seen here');
	await page.getByRole('button', { name: 'Save' }).click();
	const rule = page.getByRole('listitem').filter({ hasText: text });
	await expect(rule).toContainText('Version 2');
	await page.getByRole('button', { name: `Edit: ${text}` }).click();
	await expect(rule).toContainText('Never seen here');
	await rule.getByRole('button', { name: 'Restore this version' }).click();
	await rule
		.getByLabel(/^Reason/)
		.last()
		.fill('Seen after all');
	await rule.getByRole('button', { name: 'Restore this version' }).click();
	await expect(rule).toContainText('Version 3');
	await expect(rule).toContainText('Needs a reason');

	await page.getByRole('link', { name: 'Imports', exact: true }).click();
	await read('2', 'Another text', /0 new, 0 changed, 0 unchanged, 1 refused · 1 kept/);
});

test('a doctor makes a set and prescribes it in one go, each line with what the check finds of it', async ({
	owner,
	pageAs
}) => {
	const person = await patient(owner, 'Rosalia');
	const doctor = await colleague(owner, 'doctor');
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = $2`,
		[person.id, doctor.email]
	);
	const page = await pageAs(doctor);
	await page.goto('/order-sets');
	await page.getByRole('button', { name: 'New order set' }).click();
	const add = async (typed: string, option: RegExp) => {
		await page.getByRole('combobox', { name: 'Medicine' }).fill(typed);
		await page.getByRole('option', { name: option }).click();
		await page.getByLabel(/^Dose/).fill('1');
		await page.getByLabel('For days').fill('5');
		await page.getByRole('button', { name: 'Add to set' }).click();
	};
	await add('warfarin 5', /^Warfarin 5 mg tablets/);
	await page.getByRole('button', { name: 'Add another medicine' }).click();
	await add('ibuprofen 400', /^Ibuprofen 400 mg tablets/);
	await page.getByLabel('Set name').fill('Both together');
	await page.getByRole('button', { name: 'Save order set' }).click();
	await expect(page.getByRole('heading', { name: 'Both together' })).toBeVisible();

	await page.goto(`/patients/${person.id}/medicines`);
	await page.getByRole('button', { name: 'Use an order set' }).click();
	await page.getByRole('button', { name: 'Both together' }).click();
	const reasons = page.getByLabel('Reason to prescribe nevertheless');
	await expect(reasons).toHaveCount(2);
	await reasons.first().fill('Bridging');
	await page.getByRole('button', { name: 'Sign 2 prescriptions' }).click();
	await expect(
		page.getByText('The check found something that needs a reason').first()
	).toBeVisible();
	await expect(page.getByText('No current medicines recorded')).toBeVisible();
	await reasons.last().fill('Three days only');
	await page.getByRole('button', { name: 'Sign 2 prescriptions' }).click();
	await expect(page.getByRole('article', { name: 'Warfarin 5 mg tablets' })).toContainText(
		'Bridging'
	);
	await expect(page.getByRole('article', { name: 'Ibuprofen 400 mg tablets' })).toContainText(
		'Three days only'
	);
});

test('home medicines are reconciled at discharge, and the patient reads what has changed', async ({
	owner,
	pageAs
}) => {
	const [ward, person, doctor] = await Promise.all([
		testWard(owner),
		portalPatient(owner, 'Aurelia'),
		colleague(owner, 'doctor')
	]);
	await lieIn(owner, ward.beds[0], person.patientId);
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = $2`,
		[person.patientId, doctor.email]
	);
	const page = await pageAs(doctor);
	await page.goto('/reconciliation');
	await page.getByRole('link', { name: person.name }).click();
	await page.getByRole('button', { name: 'Reconcile medicines' }).click();
	await page.getByLabel('Home medicine').fill('Ginkgo drops');
	await page.getByLabel('How it is taken').fill('20 drops at night');
	await page.getByLabel('Source').selectOption('Relative');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	const save = page.getByRole('button', { name: 'Save reconciliation' });
	await expect(save).toBeDisabled();
	await page.getByRole('radio', { name: 'Stop' }).check();
	await page.getByLabel(/^Reason/).fill('It makes you bleed');
	await expect(page.getByText('1 of 1 decided')).toBeVisible();
	await page.getByLabel(/^Occasion/).selectOption('At discharge');
	await save.click();
	await expect(page.getByRole('heading', { name: 'Stop taking' })).toBeVisible();
	await page.goto('/reconciliation');
	await expect(page.getByRole('link', { name: person.name })).toHaveCount(0);

	const own = await pageAs(person);
	await own.goto('/portal/medicines');
	const changed = own.getByRole('region', { name: 'What changed when you left hospital' });
	await expect(changed).toContainText('Ginkgo drops');
	await expect(changed).toContainText('It makes you bleed');
});
