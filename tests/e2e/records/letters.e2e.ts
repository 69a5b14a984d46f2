import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

test('a sick note is written by two in the patient’s language, signed, sent to an employer without its diagnosis, and revoked', async ({
	owner,
	pageAs,
	browser
}) => {
	const person = await patient(owner, 'Rosa');
	const [author, other] = await Promise.all([
		colleague(owner, 'doctor'),
		colleague(owner, 'doctor')
	]);
	await owner.query(
		`insert into public.care_team_members (patient_id, staff_id, role)
		 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
		 where profiles.email = any ($2)`,
		[person.id, [author.email, other.email]]
	);
	await owner.query(
		`insert into public.problems (patient_id, text, recorded_by) values ($1, 'Influenza', null)`,
		[person.id]
	);
	const page = await pageAs(author);
	await page.goto(`/patients/${person.id}/letters?new`);
	await page
		.getByLabel('Template')
		.selectOption({ label: 'Certificate of incapacity for work (Sick note)' });
	await page.getByLabel('Letter language').selectOption('Spanish');
	await page.getByRole('button', { name: 'Begin', exact: true }).click();
	const preview = page.getByRole('region', { name: 'Preview' });
	await expect(preview).toContainText('• Influenza');
	await expect(preview).toContainText('no está en condiciones de trabajar');

	await test.step('nothing typed is lost, and what is missing is told at its field', async () => {
		await page.getByLabel('Observaciones para el paciente').fill('Reposo y líquidos.');
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		await expect(page.getByText('Fill in this field before signing.')).toBeVisible();
		await expect(page.getByLabel('Desde')).toHaveAttribute('aria-invalid', 'true');
		await expect(page.getByLabel('Observaciones para el paciente')).toHaveValue(
			'Reposo y líquidos.'
		);
		const colleagues = await pageAs(other);
		await colleagues.goto(page.url());
		await expect(colleagues.getByLabel('Observaciones para el paciente')).toHaveValue(
			'Reposo y líquidos.'
		);
		await colleagues
			.getByLabel('Observaciones para el paciente')
			.fill('Reposo y líquidos. Paracetamol si hay fiebre.');
		await expect(preview).toContainText('Paracetamol si hay fiebre.');
		await expect(colleagues.getByText('Whoever began this letter signs it.')).toBeVisible();
	});

	await page.getByLabel('Desde').fill('01/12/2026');
	await page.getByLabel('Hasta el día, incluido').fill('07/12/2026');
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await expect(page.getByText(/^Sick note · Spanish · Signed by/)).toBeVisible();
	const { rows } = await owner.query<{ id: string; verification_code: string }>(
		`select letter.id, verification_code from public.letters letter join public.letter_versions version on version.letter_id = letter.id
		 where letter.patient_id = $1`,
		[person.id]
	);
	const [letter] = rows;
	if (!letter) throw new Error('nothing was signed');
	for (const name of ['Download PDF', 'PDF for the employer']) {
		const href = await page.getByRole('link', { name }).getAttribute('href');
		const paper = await page.request.get(href ?? '');
		expect(paper.headers()['content-type']).toBe('application/pdf');
	}

	const stranger = await browser.newPage();
	await test.step('the employer opens the link with the code the doctor was shown, and no diagnosis is there', async () => {
		await page.locator('summary').filter({ hasText: 'New link' }).click();
		await page.getByLabel('Send to').selectOption('Someone else');
		await page.getByLabel('Recipient', { exact: true }).fill('Personnel office');
		await page.getByLabel('Recipient’s email').fill('work@example.org');
		await page.getByLabel('Copy').selectOption('For the employer');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		const shown = page.getByRole('status').filter({ hasText: 'Code for the recipient' });
		const code = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(await shown.innerText())?.[0] ?? '';
		const token = `e2e-${letter.id}`;
		await owner.query(
			`insert into private.letter_tokens (token_hash, link_id)
			 select private.token_hash($1), id from public.letter_links where letter_id = $2`,
			[token, letter.id]
		);
		await stranger.goto(`/letter/${token}`);
		await stranger.getByLabel('Code').fill('AAAA-AAAA');
		await stranger.getByRole('button', { name: 'Open letter' }).click();
		await expect(stranger.getByText('That is not right.')).toBeVisible();
		await stranger.getByLabel('Code').fill(code);
		await stranger.getByRole('button', { name: 'Open letter' }).click();
		await expect(stranger.getByText('Copia para la empresa')).toBeVisible();
		await expect(stranger.getByText('7 de diciembre de 2026')).toBeVisible();
		await expect(stranger.locator('body')).not.toContainText('Influenza');
		await expect(page.getByText('Opened once')).toBeVisible();
	});

	await stranger.goto(`/letter?code=${letter.verification_code}`);
	await expect(stranger.getByText('Valid', { exact: true })).toBeVisible();
	await page.locator('summary').filter({ hasText: 'Revoke' }).click();
	await page.getByLabel('Reason').fill('Meant for another patient');
	await page.getByRole('button', { name: 'Revoke', exact: true }).click();
	await expect(page.getByText(/^Revoked by .*: Meant for another patient$/)).toBeVisible();
	await stranger.reload();
	await expect(stranger.getByText(/^Not valid: revoked on/)).toBeVisible();
	await stranger.goto(`/letter/e2e-${letter.id}`);
	await expect(stranger.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
	await stranger.close();
});
