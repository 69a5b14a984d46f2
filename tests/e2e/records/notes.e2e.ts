import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { colleague, patient } from '../people.ts';

/** A patient two doctors look after. */
async function shared(owner: pg.Pool) {
	const person = await patient(owner, 'Marta');
	const doctors = await Promise.all([colleague(owner, 'doctor'), colleague(owner, 'doctor')]);
	for (const { email } of doctors) {
		await owner.query(
			`insert into public.care_team_members (patient_id, staff_id, role)
			 select $1, staff.id, 'other' from public.staff join public.profiles on profiles.id = staff.user_id
			 where profiles.email = $2`,
			[person.id, email]
		);
	}
	return { person, doctors };
}

test('a note is written, found again, signed, amended and added to, and nothing typed is lost', async ({
	owner,
	pageAs
}) => {
	const { person, doctors } = await shared(owner);
	const [page, colleague] = await Promise.all(doctors.map((doctor) => pageAs(doctor)));
	if (!page || !colleague) throw new Error('no pages');
	await owner.query(
		`insert into public.note_macros (staff_id, shortcut, text)
		 select staff.id, 'nad', 'No abnormality detected.' from public.staff
		 join public.profiles on profiles.id = staff.user_id where profiles.email = $1`,
		[doctors[0]?.email]
	);
	await page.goto(`/patients/${person.id}/notes`);
	await page.getByRole('link', { name: 'Write note' }).click();
	await page.getByRole('button', { name: 'Consultation' }).click();
	const field = (name: string) => page.getByRole('textbox', { name, exact: true });
	await field('Objective').pressSequentially('Lungs: .nad ');
	await expect(field('Objective')).toHaveValue('Lungs: No abnormality detected. ');
	await expect(page.getByText('Draft saved')).toBeVisible();

	// The network goes while somebody types, and the tab is closed.
	await page.context().setOffline(true);
	await field('Plan').fill('Walk every day');
	await expect(page.getByText('cannot be reached')).toBeVisible();
	const address = page.url();
	await page.goto('about:blank').catch(() => {});
	await page.context().setOffline(false);
	await page.goto(address);
	await expect(field('Plan')).toHaveValue('Walk every day');
	await expect(page.getByText('Draft saved')).toBeVisible();

	// A colleague at the same draft: another section joins, the same one is shown twice.
	await colleague.goto(address);
	const theirs = (name: string) => colleague.getByRole('textbox', { name, exact: true });
	await theirs('Assessment').fill('Sprain');
	await expect(colleague.getByText('Draft saved')).toBeVisible();
	await expect(field('Assessment')).toHaveValue('Sprain');
	await page.context().setOffline(true);
	await field('Plan').fill('Walk and swim');
	await theirs('Plan').fill('Rest');
	await expect(colleague.getByText('Draft saved')).toBeVisible();
	await page.context().setOffline(false);
	await expect(page.getByText('Both texts are shown')).toBeVisible();
	await page.getByRole('button', { name: 'Add below mine' }).click();
	await page.getByRole('button', { name: 'Save what is in the fields' }).click();
	await expect(theirs('Plan')).toHaveValue('Walk and swim\nRest');

	// Signed, on the colleague's list without a reload.
	await colleague.goto(`/patients/${person.id}/notes`);
	await expect(colleague.getByText('Draft', { exact: true })).toBeVisible();
	await field('Plan').press('Control+Enter');
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await expect(page.getByText('Signed by')).toBeVisible();
	await expect(colleague.getByText('Signed', { exact: true })).toBeVisible();

	// What it comes to is in the summary, and stays right there.
	await colleague.goto(`/patients/${person.id}/summary`);
	await expect(colleague.getByText('and swim')).toBeVisible();
	await page.getByRole('button', { name: 'Amend' }).click();
	await field('Plan').fill('Walk');
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await expect(page.getByText('Give a reason')).toBeVisible();
	await page.getByLabel('Reason for the amendment').fill('No pool nearby');
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await page.getByRole('button', { name: 'Show changes' }).click();
	await expect(page.locator('del').first()).toContainText('and swim');
	await expect(colleague.getByText('and swim')).toHaveCount(0);
	await colleague.goto(`/patients/${person.id}/notes`);
	await expect(colleague.getByText('Amended', { exact: true })).toBeVisible();

	await colleague.getByRole('link', { name: /Consultation/ }).click();
	await colleague.getByLabel('Addendum').fill('Told the family.');
	await colleague.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(page.getByText('Told the family.')).toBeVisible();
	const printed = page.getByRole('link', { name: 'Download PDF' });
	const file = await page.request.get((await printed.getAttribute('href')) ?? '');
	expect([file.status(), file.headers()['content-type']]).toEqual([200, 'application/pdf']);
});
