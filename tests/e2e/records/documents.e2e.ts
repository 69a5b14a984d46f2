import { demoPassword, demoPeople } from '../../support/people.ts';
import { expect, test } from '../fixtures.ts';
import { colleague, portalPatient } from '../people.ts';

/** A page of letters, as small as a PDF can be; nobody reads it here. */
const pdf = Buffer.from(
	'%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n'
);
/** 1 × 1, red. */
const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
	'base64'
);

test('a document is sent with its progress, called off, refused by its content, filed, shown to the patient; and had by nobody else', async ({
	pageAs,
	owner,
	stack,
	app
}) => {
	const { email: as, patientId, name } = await portalPatient(owner, 'Dora');
	const { email } = await colleague(owner, 'doctor');
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'attending' from public.staff join public.profiles on profiles.id = staff.user_id where email = $2`,
		[patientId, email]
	);
	const [doctor, patient, receptionist] = await Promise.all([
		pageAs({ email }),
		pageAs({ email: as }),
		pageAs('receptionist')
	]);
	await patient.goto('/portal/record');
	await expect(patient.getByText('No documents have been released to you yet.')).toBeVisible();
	await doctor.goto(`/patients/${patientId}/documents`);
	await expect(doctor.getByText('No documents', { exact: true })).toBeVisible();
	await doctor.getByRole('link', { name: 'Add document' }).click();
	const choose = (file: { name: string; mimeType: string; buffer: Buffer }) =>
		doctor.getByLabel('File', { exact: true }).setInputFiles(file);

	// A program by another name does not leave the browser.
	await choose({
		name: 'report.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('MZ\x90\0')
	});
	await expect(doctor.getByText(/^This file is not a JPEG/)).toBeVisible();
	// On a slow line: called off, and tried again.
	await doctor.context().route('**/storage/v1/object/documents/**', async (route) => {
		await new Promise((done) => setTimeout(done, 1500));
		await route.continue().catch(() => undefined);
	});
	await choose({ name: 'Blood count.pdf', mimeType: 'application/pdf', buffer: pdf });
	await expect(doctor.getByRole('progressbar')).toBeVisible();
	await doctor.getByRole('button', { name: 'Cancel upload' }).click();
	await expect(doctor.getByText('Upload cancelled.')).toBeVisible();
	await doctor.context().unroute('**/storage/v1/object/documents/**');
	await doctor.getByRole('button', { name: 'File document' }).click();
	await expect(doctor.getByText('Choose a file and wait until it is uploaded.')).toBeVisible();
	await doctor.getByRole('button', { name: 'Try again' }).click();
	await expect(doctor.getByText('Blood count.pdf uploaded')).toBeVisible();
	await expect(doctor.getByLabel('Title')).toHaveValue('Blood count');
	await doctor.getByRole('button', { name: 'File document' }).click();
	const row = doctor.getByRole('link', { name: /Blood count/ });
	await expect(row).toBeVisible();
	await row.click();
	await expect(doctor.getByText('Not scanned')).toBeVisible();
	const address = new URL(doctor.url()).pathname;

	// Its file, for the one and for the other: a link that is known is no key.
	const file = await doctor.request.get(`${address}/file`);
	expect([file.status(), file.headers()['content-type'], await file.body()]).toEqual([
		200,
		'application/pdf',
		pdf
	]);
	expect((await receptionist.request.get(`${address}/file`)).status()).toBe(404);
	const own = `/portal/record/documents/${address.split('/').at(-1)}`;
	expect((await patient.request.get(`${own}/file`)).status()).toBe(404);
	const { rows } = await owner.query<{ name: string }>(
		'select name from public.documents where patient_id = $1',
		[patientId]
	);
	const direct = async (who: string) => {
		const answer = await fetch(`${stack.url}/auth/v1/token?grant_type=password`, {
			method: 'POST',
			headers: { apikey: stack.publishableKey, 'content-type': 'application/json' },
			body: JSON.stringify({ email: who, password: demoPassword })
		});
		const { access_token: token } = (await answer.json()) as { access_token: string };
		const stored = await fetch(
			`${stack.url}/storage/v1/object/authenticated/documents/${rows[0]?.name}`,
			{ headers: { apikey: stack.publishableKey, authorization: `Bearer ${token}` } }
		);
		return stored.status;
	};
	expect(await direct(email)).toBe(200);
	expect(await direct(as)).toBe(400);
	expect(await direct(demoPeople.receptionist)).toBe(400);

	// Released, it appears on the patient's open screen and in their history.
	await doctor.getByRole('button', { name: 'Show to patient' }).click();
	await expect(doctor.getByText('Shown to patient', { exact: true })).toBeVisible();
	await expect(patient.getByRole('link', { name: /Blood count/ })).toHaveCount(2);
	expect((await patient.request.get(`${own}/file`)).status()).toBe(200);
	const taken = await patient.request.get('/portal/record/record.json');
	expect(JSON.stringify(await taken.json())).toContain(`${app}${own}/file`);
	expect((await patient.request.get('/portal/record/record.pdf')).headers()['content-type']).toBe(
		'application/pdf'
	);

	// What the patient sends is theirs, seen at once in the chart, and previewed.
	await patient.getByRole('link', { name: 'Send a document' }).click();
	await patient
		.getByLabel('File', { exact: true })
		.setInputFiles({ name: 'Rash.png', mimeType: 'image/png', buffer: png });
	await expect(patient.getByText('Rash.png uploaded')).toBeVisible();
	await doctor.goto(`/patients/${patientId}/documents`);
	await patient.getByRole('button', { name: 'Send document' }).click();
	const sent = doctor.getByRole('link', { name: /Rash/ });
	await expect(sent).toContainText('Sent by patient');
	await sent.click();
	const image = doctor.getByRole('img', { name: 'Rash' });
	await expect(image).toBeVisible();
	await expect
		.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
		.toBe(1);

	// Entered in error it stays for colleagues, struck through, with the reason.
	await doctor.goto(address);
	await doctor.getByText('Entered in error', { exact: true }).click();
	await doctor.getByLabel('Reason').fill('Of another patient');
	await doctor.getByRole('button', { name: 'Mark as entered in error' }).click();
	await expect(
		doctor.getByText(/Marked as entered in error by .*: Of another patient/)
	).toBeVisible();
	await expect(patient.getByRole('link', { name: /Blood count/ })).toHaveCount(0);
	expect((await patient.request.get(`${own}/file`)).status()).toBe(404);
	await doctor.getByRole('link', { name: 'Timeline' }).click();
	await expect(doctor.getByRole('link', { name: /Blood count.*Entered in error/ })).toBeVisible();
	await expect(doctor.getByRole('heading', { level: 1 })).toHaveText(name);
});
