import type { Page } from '@playwright/test';
import type pg from 'pg';
import { demoPeople } from '../../support/people.ts';
import { expect, test } from '../fixtures.ts';
import { account, patient, portalPatient } from '../people.ts';

const mark = 'Died 3 Nov 2026';

/** Says that somebody has died without what follows from it: whatever is still open then is on show. */
async function dies(owner: pg.Pool, patientId: string): Promise<void> {
	await owner.query(
		`alter table public.patients disable trigger patients_300_end_work;
		 update public.patients set deceased_at = '2026-11-03 10:00Z' where id = '${patientId}';
		 alter table public.patients enable trigger patients_300_end_work`
	);
}

/** A visit with the demo's doctor, past what could be booked. */
async function visit(owner: pg.Pool, patientId: string, startsAt: string): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, s.id, (select id from public.visit_types order by name limit 1), $2::timestamptz, $2::timestamptz + interval '10 minutes', true, 'Test'
		 from public.staff s join public.profiles p on p.id = s.user_id where p.email = $3 returning id`,
		[patientId, startsAt, demoPeople.doctor]
	);
	return rows[0]?.id ?? '';
}

/** The row of a list that names somebody, or the page that is about nobody else. */
const named = (page: Page, name: string, alone: boolean) =>
	alone
		? page.getByRole('main')
		: page.getByRole('main').locator('li, article, tr').filter({ hasText: name }).last();

test('who has died is marked wherever the name stands', async ({ pageAs, clientAs, owner }) => {
	// Called as those are of whom other tests expect nothing.
	const person = await patient(owner, 'Test');
	const registered = await patient(owner, 'Test');
	const asking = await account(owner);
	const now = new Date().toISOString();
	const yesterday = new Date(Date.now() - 86_400_000).toISOString();
	await owner.query(`update public.patients set email = 'somebody@tests.example' where id = $1`, [
		person.id
	]);
	await owner.query(
		`select private.enqueue_delivery($1::uuid, 'follow_up_due', '{"due_from": "2027-01-01", "due_until": "2027-01-09"}', now() + interval '2 days', 'test:' || $1)`,
		[person.id]
	);
	const today = await visit(owner, person.id, now);
	await visit(owner, person.id, yesterday);
	await owner.query(
		`insert into public.link_requests (user_id, registered_patient_id, existing_patient_id) values ($1, $2, $3)`,
		[asking.id, registered.id, person.id]
	);
	const { rows } = await owner.query<{ department: string; type: string; doctor: string }>(
		`with made as (
			insert into public.departments (code, name) values ($2, $2) returning id
		)
		select made.id as department, d.id as doctor, (
			select v.id from public.visit_types v
			where v.active and (v.specialty_id is null or v.specialty_id = d.specialty_id) limit 1
		) as type
		from made, public.doctors d join public.staff s using (id) join public.profiles p on p.id = s.user_id
		where p.email = $1`,
		[demoPeople.doctor, `D${crypto.randomUUID().slice(0, 7).toUpperCase()}`]
	);
	const { department = '', type = '', doctor = '' } = rows[0] ?? {};
	const [desk, ordering] = await Promise.all([clientAs('receptionist'), clientAs('doctor')]);
	const later = (days: number) =>
		new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
	for (const { error } of [
		await desk.rpc('take_token', { p_department_id: department, p_patient_id: person.id }),
		await desk.rpc('join_waitlist', {
			p_patient_id: person.id,
			p_visit_type_id: type,
			p_doctor_id: doctor,
			p_urgency: 'urgent'
		}),
		await ordering.rpc('order_follow_up', {
			p_patient_id: person.id,
			p_due_from: later(1),
			p_due_until: later(8),
			p_kind: 'test',
			p_reason: 'Bloods'
		})
	])
		expect(error).toBeNull();
	await dies(owner, person.id);

	const [front, own] = await Promise.all([pageAs('receptionist'), pageAs('doctor')]);
	const marked = async (page: Page, address: string, alone = false) => {
		await page.goto(address);
		await expect.soft(named(page, person.name, alone), address).toContainText(mark);
	};
	const find = encodeURIComponent(person.name);
	await marked(front, `/patients?q=${find}`);
	await marked(front, `/reception?patient=${person.id}`, true);
	await marked(front, `/reception?q=${find}`);
	await marked(front, `/visits?q=${find}`);
	await marked(front, `/visits/${today}`, true);
	await marked(front, `/waitlist?urgency=urgent&of=${doctor}`);
	await marked(front, `/queue?department=${department}`);
	await marked(front, `/deliveries?q=${find}`);
	await marked(own, '/today');
	await marked(own, '/follow-ups');

	await front.goto(`/patients/${person.id}`);
	await expect.soft(front.getByRole('main')).toContainText(/died .*3 Nov(ember)? 2026/i);
	await front.goto('/patients');
	const request = front.getByRole('article').filter({ hasText: person.name });
	await expect.soft(request, 'somebody asks to see the record').toContainText(mark);
	await own.goto('/visits');
	const unfinished = own.getByRole('region', { name: /Past visits left open/ });
	await expect.soft(unfinished, 'visits nobody closed').toContainText(mark);
	await front.goto('/calendar');
	const block = front.locator(`[data-visit="${today}"]`);
	await expect.soft(block, 'calendar').toHaveAccessibleName(new RegExp(mark));
	await block.click();
	await expect.soft(front.getByRole('dialog'), 'visit in the calendar').toContainText(mark);
	await front.keyboard.press('Escape');

	await front.keyboard.press('Control+k');
	await front.getByRole('dialog').getByRole('combobox').fill(person.name);
	const option = front.getByRole('option').filter({ hasText: person.name });
	await expect.soft(option, 'palette').toContainText(mark);
	await front.keyboard.press('Escape');

	await front.goto('/reception?register');
	await front.getByLabel('Given name').fill('Test');
	await front.getByLabel('Family name').fill(person.name.slice('Test '.length));
	await front.getByLabel('Date of birth').fill('1980-05-17');
	await front.getByLabel('Sex').selectOption('female');
	await front.getByRole('button', { name: 'Register patient' }).click();
	await expect
		.soft(front.getByRole('region', { name: 'Possible matches' }), 'likely the same')
		.toContainText(mark);
});

test('a stay that ended so says it on its chart', async ({ pageAs, owner }) => {
	const { rows } = await owner.query<{ id: string }>(
		`select stay.id from public.admissions stay
		 join public.staff s on s.id = stay.attending_id join public.profiles p on p.id = s.user_id
		 where stay.disposition = 'deceased' and p.email = $1 order by stay.discharged_at desc limit 1`,
		[demoPeople.doctor]
	);
	const page = await pageAs('doctor');
	await page.goto(`/admissions/${rows[0]?.id}`);
	await expect(page.getByRole('main')).toContainText(/Died \d+ \w+ \d{4}/);
});

test('an account linked to somebody who has died can read, and is asked and offered nothing for them', async ({
	pageAs,
	owner
}) => {
	const parent = await portalPatient(owner, 'Aurelia');
	const child = await patient(owner, 'Benito');
	await owner.query(
		`insert into public.portal_links (user_id, patient_id, relationship)
		 select user_id, $2, 'guardian' from public.portal_links where patient_id = $1`,
		[parent.patientId, child.id]
	);
	await visit(owner, child.id, new Date(Date.now() - 3 * 86_400_000).toISOString());
	const written = () =>
		owner.query(
			`select from public.deliveries where patient_id = $1 and status in ('pending', 'sending')
			 union all select from public.notifications note join public.portal_links link using (user_id)
			 where link.patient_id = $1 and note.created_at > now() - interval '1 minute'`,
			[child.id]
		);
	const before = (await written()).rowCount;
	await owner.query(
		`update public.patients set deceased_at = now() - interval '1 hour' where id = $1`,
		[child.id]
	);
	const page = await pageAs({ email: parent.email });
	const main = page.getByRole('main');

	await page.goto(`/portal?patient=${child.id}`);
	await expect(main.getByText(`${child.name}’s record`)).toBeVisible();
	await expect(main.getByRole('link', { name: /Book/ })).toHaveCount(0);
	await expect(main.getByText('Needs your attention')).toHaveCount(0);

	// For the parent everything is as before, and the child is among nobody to choose for.
	for (const screen of ['/portal/book', '/portal/waitlist?join']) {
		await page.goto(`${screen}${screen.includes('?') ? '&' : '?'}patient=${child.id}`);
		await expect(main.getByText(child.name)).toHaveCount(0);
	}
	await page.goto(`/portal/preferences?patient=${child.id}`);
	await expect(main.getByText(`${child.name}’s record`)).toBeVisible();
	await expect(main.getByRole('button', { name: 'Save' })).toHaveCount(0);

	await page.goto('/portal/family');
	const card = main.getByRole('article', { name: child.name });
	await expect(card).toContainText(/Died \d+ \w+ \d{4}/);
	await expect(card.getByRole('link', { name: /preferences|details|messages/i })).toHaveCount(0);
	expect((await written()).rowCount ?? 0).toBeLessThanOrEqual(before ?? 0);
});
