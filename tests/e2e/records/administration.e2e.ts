import type { Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

const gtin = '08470001999996';

/** Somebody on a ward of the test's own, with a tablet due an hour and a half ago and one as needed. */
async function round(owner: pg.Pool) {
	const [person, ward] = await Promise.all([
		patient(owner, 'Amparo'),
		testWard(owner, { staff: ['nurse', 'wardmanager'] })
	]);
	const admissionId = await lieIn(owner, ward.beds[0], person.id, { days: 2 });
	await owner.query('insert into public.allergy_denials (patient_id) values ($1)', [person.id]);
	await owner.query(
		`update public.medicine_rounds set times = array[case when at = time '00:00' then time '24:00' else at end]
		 from (select date_trunc('minute', (now() - interval '90 minutes') at time zone private.hospital_time_zone())::time as at) due
		 where ward_id = $1`,
		[ward.id]
	);
	await owner.query(
		`insert into public.prescriptions (patient_id, admission_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, as_needed, as_needed_for,
			max_per_day, starts_on, staff_id, staff_name, status, signed_at, verification_code)
		 select $1, $2, medicine.id, medicine.name, medicine.name_es, medicine.unit, 'oral',
			'[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]', medicine.name like 'Paracetamol%',
			case when medicine.name like 'Paracetamol%' then 'pain' end, case when medicine.name like 'Paracetamol%' then 3 end,
			private.hospital_day() - 1, doctor.id, 'Dr. Test', 'active', now() - interval '24 hours', upper(encode(extensions.gen_random_bytes(10), 'hex'))
		 from public.medicines medicine cross join (select id from public.doctors limit 1) doctor
		 where medicine.name in ('Cetirizine 10 mg tablets', 'Paracetamol 1000 mg tablets')`,
		[person.id, admissionId]
	);
	await owner.query(
		`insert into public.medicine_packs (gtin, medicine_id) select $1, id from public.medicines where name = 'Cetirizine 10 mg tablets'
		 on conflict do nothing`,
		[gtin]
	);
	const { rows } = await owner.query<{ mrn: string }>(
		'select mrn from public.patients where id = $1',
		[person.id]
	);
	return { ...person, wardId: ward.id, admissionId, mrn: rows[0]?.mrn ?? '' };
}

/** As a scanner that is a keyboard. */
async function scan(page: Page, code: string) {
	await page.evaluate(
		(keys) => {
			for (const key of keys) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
		},
		[...code, 'Enter']
	);
}

test('a late dose is given by scan on a phone, and its mark leaves the board; as needed asks why it was not scanned', async ({
	owner,
	pageAs
}) => {
	const { wardId, admissionId, mrn, name } = await round(owner);
	const [nurse, manager] = await Promise.all([pageAs('nurse'), pageAs('ward_manager')]);
	await nurse.setViewportSize({ width: 390, height: 844 });
	await manager.goto(`/wards/${wardId}`);
	const bed = manager.getByRole('article').first();
	await expect(bed).toContainText('1 late');

	await nurse.goto(`/wards/${wardId}/medicines`);
	await expect(nurse.getByRole('link', { name })).toContainText('1 late');
	await nurse.getByRole('link', { name: 'Start round' }).click();
	await nurse.waitForURL(`**/admissions/${admissionId}/medicines**`);

	await scan(nurse, 'LN99999991');
	await expect(nurse.getByText('This wristband belongs to another patient').first()).toBeVisible();
	await scan(nurse, mrn);
	await expect(nurse.getByText('Wristband scanned')).toBeVisible();
	await scan(nurse, '01' + gtin + '17300100');
	await expect(nurse.getByText('Pack scanned')).toBeVisible();
	const dose = nurse.getByRole('article', { name: 'Cetirizine 10 mg tablets' });
	await dose.getByRole('button', { name: 'Record as given' }).click();
	await expect(dose.getByText('Say why the dose or the time differs.')).toBeVisible();
	await dose
		.getByLabel(/^Reason/)
		.last()
		.fill('At an examination');
	await dose.getByRole('button', { name: 'Record as given' }).click();
	const recorded = nurse.getByRole('region', { name: 'Recorded' });
	await expect(recorded).toContainText('Given, late');
	await expect(recorded).toContainText('At an examination');
	await expect(dose).toHaveCount(0);
	await expect(bed).not.toContainText('1 late');

	const needed = nurse.getByRole('article', { name: 'Paracetamol 1000 mg tablets' });
	await needed.getByRole('button', { name: /^Give/ }).click();
	await needed.getByRole('button', { name: 'Record as given' }).click();
	await expect(needed.getByText('Scan wristband and pack, or say why not.')).toBeVisible();
	await needed.getByLabel(/^Reason for not scanning/).fill('Opened pack');
	await needed.getByRole('button', { name: 'Record as given' }).click();
	await expect(recorded).toContainText('Not scanned: Opened pack');
	await recorded.getByRole('button', { name: /^Record effect: Paracetamol/ }).click();
	await recorded.getByLabel(/^Effect/).selectOption('Helped');
	await recorded.getByRole('button', { name: 'Record effect', exact: true }).last().click();
	await expect(recorded).toContainText('Effect: Helped');

	// Without a connection nothing is claimed to be saved, and what is typed waits.
	await recorded.getByRole('button', { name: /^Entered in error: Cetirizine/ }).click();
	await recorded.getByLabel(/^Reason/).fill('It was the neighbour');
	await nurse.context().setOffline(true);
	await recorded.getByRole('button', { name: 'Entered in error', exact: true }).last().click();
	await expect(nurse.getByText(/Not sent yet/)).toBeVisible();
	await expect(recorded.getByLabel(/^Reason/)).toHaveValue('It was the neighbour');
	await expect(recorded).not.toContainText('Struck out by');
	await nurse.context().setOffline(false);
	await expect(recorded).toContainText('Struck out by');
	await expect(dose.getByRole('button', { name: /^Give/ })).toBeVisible();
});
