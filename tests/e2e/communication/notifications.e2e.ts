import ICAL from 'ical.js';
import type { APIRequestContext, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';
import { account, portalPatient } from '../people.ts';

/** Tells an account something, as a trigger of the database would. */
async function tell(
	owner: pg.Pool,
	email: string,
	{
		patient,
		about,
		kind = 'appointment_booked'
	}: { patient: string; about?: string; kind?: string }
): Promise<void> {
	await owner.query(
		`select private.notify_user(id, $2, jsonb_build_object('patient_name', $3::text), '/notifications', $4)
		 from public.profiles where email = $1`,
		[email, kind, patient, about ?? null]
	);
}

const bell = (page: Page, unread: number) =>
	page.getByRole('button', {
		name: unread > 0 ? `Notifications, ${unread} unread` : 'Notifications',
		exact: true
	});

test('what is read on one device is read on the others; the count is in the bell, the title and the history', async ({
	pageAs,
	owner
}) => {
	const { email } = await account(owner);
	const [phone, desk] = await Promise.all([pageAs({ email }), pageAs({ email })]);
	await Promise.all([phone.goto('/notifications'), desk.goto('/notifications')]);
	await expect(desk.getByText('Nothing new').filter({ visible: true })).toBeVisible();
	for (const page of [phone, desk]) {
		await expect(page.getByText('Live', { exact: true })).toBeVisible();
	}

	// Three about one visit are one line, and say what is true now.
	await tell(owner, email, { patient: 'Ada', about: 'visit:ada' });
	await tell(owner, email, { patient: 'Ada', about: 'visit:ada', kind: 'appointment_rescheduled' });
	await tell(owner, email, { patient: 'Ada', about: 'visit:ada', kind: 'appointment_cancelled' });
	await tell(owner, email, { patient: 'Berta' });
	for (const page of [phone, desk]) {
		await expect(bell(page, 2)).toBeVisible();
		await expect(page).toHaveTitle('(2) Notifications · Lantern General Hospital');
		await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
	}
	const ada = desk.getByRole('main').getByRole('listitem').filter({ hasText: 'Ada' });
	await expect(ada).toContainText('Visit cancelled: Ada');
	await expect(ada).toContainText('3 messages about this');

	await ada.getByRole('button', { name: 'Mark as read' }).click();
	for (const page of [phone, desk]) {
		await expect(bell(page, 1)).toBeVisible();
		await expect(page).toHaveTitle('(1) Notifications · Lantern General Hospital');
		await expect(page.getByRole('main').getByRole('button', { name: /^Mark as read/ })).toHaveCount(
			1
		);
	}

	await bell(phone, 1).click();
	const panel = phone.getByRole('dialog', { name: 'Notifications' });
	await expect(panel.getByRole('listitem')).toHaveCount(2);
	await panel.getByRole('button', { name: 'Mark all as read' }).click();
	for (const page of [phone, desk]) {
		await expect(bell(page, 0)).toBeVisible();
		await expect(page).toHaveTitle('Notifications · Lantern General Hospital');
	}

	await ada.getByRole('link', { name: '3 messages about this' }).click();
	await expect(desk.getByRole('heading', { level: 1 })).toHaveText('All about this');
	await expect(desk.getByRole('main').getByRole('listitem')).toHaveText([
		/Visit cancelled: Ada/,
		/Visit moved: Ada/,
		/New visit: Ada/
	]);
});

test('a tab that nobody looks at counts, and says nothing; after a lost connection the count is right', async ({
	pageAs,
	owner,
	stack
}) => {
	const { email } = await account(owner);
	const seen = await pageAs({ email });
	const hidden = await seen.context().newPage();
	await hidden.addInitScript(() => {
		Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
	});
	for (const page of [seen, hidden]) {
		await page.goto('/calendar-feeds');
		await expect(page.getByText('Live', { exact: true })).toBeVisible();
	}
	await tell(owner, email, { patient: 'Clara' });
	await expect(seen.getByRole('log').getByRole('link', { name: 'New visit: Clara' })).toBeVisible();
	await expect(bell(hidden, 1)).toBeVisible();
	await expect(hidden.getByRole('log').getByText('Clara')).toHaveCount(0);

	await fetch(`${stack.controlUrl}/drop`, { method: 'POST' });
	await tell(owner, email, { patient: 'Dora' });
	for (const page of [seen, hidden]) await expect(bell(page, 2)).toBeVisible();
});

test('the history is narrowed, paged and marked without JavaScript', async ({ pageAs, owner }) => {
	const { email } = await account(owner);
	for (let n = 0; n < 34; n++) await tell(owner, email, { patient: `Person ${n}` });
	await tell(owner, email, { patient: 'Elsa', kind: 'patient_arrived' });
	await tell(owner, email, { patient: 'Nobody', kind: 'from_the_future' });
	const page = await pageAs({ email }, { javaScriptEnabled: false });
	await page.goto('/');
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('link', { name: 'Notifications' }).click();

	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(30);
	await expect(rows.first()).toContainText('New notification');
	await page.getByRole('link', { name: 'Older' }).click();
	await expect(rows).toHaveCount(6);
	await expect(rows.last()).toContainText('Person 0');
	await page.getByRole('link', { name: 'Back to newest' }).click();

	await page.getByLabel(/^Type/).selectOption({ label: 'Arrivals' });
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(rows).toHaveCount(1);
	await rows.getByRole('button', { name: 'Mark as read: Elsa has arrived' }).click();
	await expect(rows.getByRole('button')).toHaveCount(0);
	await page.getByRole('link', { name: 'Unread', exact: true }).click();
	await expect(page.getByText('No notifications of this type')).toBeVisible();

	await page.goto('/notifications?unread');
	await expect(rows).toHaveCount(30);
	await page.getByRole('button', { name: 'Mark all as read' }).click();
	await expect(page.getByText('No unread notifications')).toBeVisible();
	const { rows: left } = await owner.query<{ count: number }>(
		`select count(*)::int from public.notifications join public.profiles on profiles.id = user_id
		 where email = $1 and read_at is null`,
		[email]
	);
	expect(left[0]?.count).toBe(0);
});

/** A visit of a patient with the demo's first doctor, far ahead and over whatever else is there. */
async function visitOf(owner: pg.Pool, patientId: string, days: number): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, overbooked, overbook_reason)
		 select $1, doctors.id, types.id, at.at, at.at + interval '1 hour', true, 'Asked for'
		 from (select id from public.doctors where active and accepts_patients order by id limit 1) doctors,
		      (select id from public.visit_types where code = 'CONSULT') types,
		      (select date_trunc('hour', now()) + make_interval(days => $2) as at) at
		 returning id`,
		[patientId, days]
	);
	return rows[0]?.id ?? '';
}

/** Asked as a program asks; the server closes connections that were idle, and the next one to use it tries again. */
const ask = (program: APIRequestContext, address: string, headers: Record<string, string> = {}) =>
	program.get(address, { headers, maxRetries: 2 });

const eventsOf = (text: string) =>
	new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');

test('a calendar is made, read by a program, follows a move and a cancelling, and ends when revoked', async ({
	pageAs,
	owner,
	playwright
}) => {
	const patient = await portalPatient(owner, 'Fidelia');
	const [moved, cancelled] = [
		await visitOf(owner, patient.patientId, 40),
		await visitOf(owner, patient.patientId, 41)
	];
	const page = await pageAs({ email: patient.email });
	await page.goto('/portal');
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('link', { name: 'Calendar feeds' }).click();
	await page.getByLabel('Calendar name').fill('Phone; mine, "really"');
	await page.getByRole('button', { name: 'Create link' }).click();
	const address = await page.getByLabel(/^Link/).inputValue();
	expect(address).toMatch(/\/feeds\/[\w-]{43}\.ics$/);
	await expect(page.getByRole('link', { name: 'Open in Apple Calendar' })).toHaveAttribute(
		'href',
		address.replace('http:', 'webcal:')
	);
	const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'really' });
	await expect(row).toContainText('Not read yet');

	// A program of no account, without cookies.
	const program = await playwright.request.newContext();
	const first = await ask(program, address);
	expect(first.status()).toBe(200);
	expect(first.headers()).toMatchObject({
		'content-type': 'text/calendar; charset=utf-8',
		'cache-control': 'private, no-cache'
	});
	const before = eventsOf(await first.text());
	expect(before).toHaveLength(2);
	expect(await first.text()).toContain('Phone\\; mine\\, "really"');
	const etag = first.headers().etag ?? '';
	const again = await ask(program, address, { 'if-none-match': etag });
	expect(again.status()).toBe(304);
	expect((await ask(program, address, { 'if-none-match': `W/${etag}` })).status()).toBe(304);
	// The row says by itself that a program has found the way.
	await expect(row).toContainText('Last read');

	await owner.query(
		`update public.appointments set starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours' where id = $1`,
		[moved]
	);
	await owner.query(`update public.appointments set status = 'cancelled' where id = $1`, [
		cancelled
	]);
	const second = await ask(program, address, { 'if-none-match': etag });
	expect(second.status()).toBe(200);
	const after = eventsOf(await second.text());
	const find = (events: ICAL.Component[], id: string, name: string) =>
		events
			.find((event) => event.getFirstPropertyValue('uid') === `${id}@lantern`)
			?.getFirstPropertyValue(name)
			?.toString();
	expect(find(before, moved, 'sequence')).toBe('0');
	expect(find(after, moved, 'sequence')).toBe('1');
	expect(find(after, moved, 'dtstart')).not.toBe(find(before, moved, 'dtstart'));
	expect(find(after, cancelled, 'status')).toBe('CANCELLED');
	expect(find(after, cancelled, 'sequence')).toBe('1');

	await page.reload();
	await expect(page.getByLabel(/^Link/)).toHaveCount(0);
	await row.getByText('Revoke', { exact: true }).click();
	await row.getByRole('button', { name: 'Yes, revoke' }).click();
	await expect(page.getByText('The calendar has been revoked.')).toBeVisible();
	expect((await ask(program, address)).status()).toBe(404);
	expect((await program.get(address.replace(/.{5}\.ics$/, 'AAAAA.ics'))).status()).toBe(404);
	await program.dispose();
});

test('a calendar ends with the link to the record, and with the doctor’s job', async ({
	owner,
	app,
	playwright
}) => {
	const program = await playwright.request.newContext({ baseURL: app });
	const patient = await portalPatient(owner, 'Gervasia');
	await visitOf(owner, patient.patientId, 42);
	/** Makes a feed as somebody, the way the page does, and tells its path. */
	const feedOf = async (email: string, scope: string, patientId: string | null) => {
		const client = await owner.connect();
		try {
			await client.query('begin');
			await client.query(
				`select set_config('request.jwt.claims', jsonb_build_object('sub', id)::text, true)
				 from public.profiles where email = $1`,
				[email]
			);
			const { rows } = await client.query<{ token: string }>(
				'select token from public.create_calendar_feed($1, $2)',
				[scope, patientId]
			);
			await client.query('commit');
			return `/feeds/${rows[0]?.token ?? ''}.ics`;
		} finally {
			client.release();
		}
	};
	const status = async (path: string) => (await ask(program, path)).status();

	const ofPatient = await feedOf(patient.email, 'patient', patient.patientId);
	expect(await status(ofPatient)).toBe(200);
	await owner.query('delete from public.portal_links where patient_id = $1', [patient.patientId]);
	expect(await status(ofPatient)).toBe(404);

	const { id: userId, email } = await account(owner);
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.staff (user_id, full_name, position) values ($1, 'Dr. Passing', 'doctor') returning id`,
		[userId]
	);
	const doctorId = rows[0]?.id;
	await owner.query(`insert into public.user_roles (user_id, role_id) values ($1, 'doctor')`, [
		userId
	]);
	await owner.query(
		`insert into public.doctors (id, specialty_id, name, accepts_patients)
		 select $1, id, 'Dr. Passing', false from public.specialties limit 1`,
		[doctorId]
	);
	const ofDoctor = await feedOf(email, 'doctor', null);
	expect(await status(ofDoctor)).toBe(200);
	await owner.query('update public.staff set active = false where id = $1', [doctorId]);
	expect(await status(ofDoctor)).toBe(404);
	await program.dispose();
});

test('a patient takes one visit over into a calendar; a stranger cannot', async ({
	pageAs,
	owner
}) => {
	const patient = await portalPatient(owner, 'Hilaria');
	const visit = await visitOf(owner, patient.patientId, 43);
	const page = await pageAs({ email: patient.email });
	await page.goto(`/portal/visits/${visit}`);
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Add to calendar' }).click();
	const file = await (await download).createReadStream();
	let text = '';
	for await (const part of file) text += String(part);
	expect(text).toContain('METHOD:PUBLISH\r\n');
	expect(eventsOf(text)[0]?.getFirstPropertyValue('uid')).toBe(`${visit}@lantern`);

	const stranger = await pageAs({ email: (await portalPatient(owner, 'Ines')).email });
	expect((await stranger.request.get(`/feeds/visit/${visit}`)).status()).toBe(404);
});
