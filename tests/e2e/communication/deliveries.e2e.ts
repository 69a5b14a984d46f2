import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Message, Summary } from '../../../supabase/local/mail/messages.ts';
import { axeProblems } from '../../support/axe.ts';
import type { Client } from '../../support/people.ts';
import type { TestStack } from '../../support/stack.ts';
import { expect, test } from '../fixtures.ts';

interface Booked {
	id: string;
	startsAt: string;
	name: string;
	email: string;
}

/** A new patient with an address, and a visit reception booked for them. */
async function bookVisit(owner: pg.Pool, desk: Client, language = 'en'): Promise<Booked> {
	const name = `Vega ${randomUUID().slice(0, 8)}`;
	const email = `${randomUUID()}@mail.example`;
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date, email, preferred_language)
		values ('Lola', $1, '1980-05-17', $2, $3) returning id`,
		[name, email, language]
	);
	const { rows: places } = await owner.query<{ specialty: string; type: string }>(
		`select specialty.id as specialty, type.id as type
		from public.specialties specialty, public.visit_types type
		where specialty.code = 'CAR' and type.active and type.bookable_by_patient and not type.requires_confirmation
			and (type.specialty_id is null or type.specialty_id = specialty.id)
		order by type.code limit 1`
	);
	const place = places[0];
	const from = new Date(Date.now() + 3 * 86_400_000).toISOString();
	const { data: slots } = await desk
		.rpc('first_free_slots', {
			p_specialty_id: place?.specialty ?? '',
			p_visit_type_id: place?.type ?? '',
			p_from: from,
			p_limit: 20
		})
		.throwOnError();
	// Tests that run beside this one look for the first as well.
	for (const slot of slots.reverse()) {
		const { data, error } = await desk.rpc('book_appointment', {
			p_patient_id: rows[0]?.id ?? '',
			p_doctor_id: slot.doctor_id,
			p_starts_at: slot.starts_at,
			p_visit_type_id: place?.type ?? ''
		});
		if (!error) return { id: data.id, startsAt: slot.starts_at, name: `Lola ${name}`, email };
	}
	throw new Error('No time was free');
}

/** The mail to an address, newest first, once there are so many. */
async function mailsTo(stack: TestStack, email: string, count = 1): Promise<Message[]> {
	let found: Summary[] = [];
	await expect
		.poll(
			async () => {
				const answer = await fetch(`${stack.mailUrl}/api/messages?to=${encodeURIComponent(email)}`);
				found = ((await answer.json()) as { messages: Summary[] }).messages;
				return found.length;
			},
			{ timeout: 30_000 }
		)
		.toBe(count);
	return Promise.all(
		found.map(async ({ id }) => {
			const answer = await fetch(`${stack.mailUrl}/api/messages/${id}`);
			return (await answer.json()) as Message;
		})
	);
}

const linkIn = (mail: Message | undefined) =>
	/\/visit\/[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? 'no link';

test('a patient who reads Spanish gets the mail in Spanish, and its link confirms once', async ({
	browser,
	visitor,
	app,
	owner,
	stack,
	clientAs
}) => {
	const visit = await bookVisit(owner, await clientAs('receptionist'), 'es');
	const [mail] = await mailsTo(stack, visit.email);
	expect(mail?.subject).toMatch(/^Su cita del /);
	expect(mail?.text).toContain('Hola, Lola:');
	expect(mail?.html).toContain('<html lang="es">');
	const link = linkIn(mail);
	expect(mail?.html).toContain(link);

	await visitor.goto(link);
	await expect(visitor.getByRole('button', { name: 'I will come' })).toBeVisible();
	expect(await axeProblems(visitor)).toEqual([]);

	// As in a mail reader that runs no scripts.
	const context = await browser.newContext({
		baseURL: app,
		javaScriptEnabled: false,
		locale: 'es'
	});
	const page = await context.newPage();
	for (let look = 0; look < 2; look++) {
		await page.goto(link);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Su cita');
	}
	await expect(page.getByText(visit.name)).toHaveCount(0);
	await page.getByRole('button', { name: 'Acudiré' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gracias. Le esperamos.');
	const { rows } = await owner.query<{ confirmed: boolean }>(
		'select patient_confirmed_at is not null as confirmed from public.appointments where id = $1',
		[visit.id]
	);
	expect(rows).toEqual([{ confirmed: true }]);

	await page.goto(link);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Este enlace ya no es válido');
	await expect(page.getByRole('button', { name: 'Anular cita' })).toHaveCount(0);
	await context.close();
});

test('a visit is moved by its link, without a script; the next link calls it off', async ({
	browser,
	app,
	owner,
	stack,
	clientAs
}) => {
	const visit = await bookVisit(owner, await clientAs('receptionist'));
	const [booked] = await mailsTo(stack, visit.email);
	const context = await browser.newContext({
		baseURL: app,
		javaScriptEnabled: false,
		locale: 'en'
	});
	const page = await context.newPage();
	await page.goto(linkIn(booked));
	await page.getByRole('link', { name: 'Choose another time' }).click();
	await page.locator('input[name=slot]').last().check({ force: true });
	await page.getByRole('button', { name: 'Move visit' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your visit has been moved.');
	const { rows } = await owner.query<{ starts_at: Date; status: string }>(
		'select starts_at, status from public.appointments where id = $1',
		[visit.id]
	);
	expect(rows[0]?.starts_at.toISOString()).not.toBe(new Date(visit.startsAt).toISOString());

	const [moved] = await mailsTo(stack, visit.email, 2);
	expect(moved?.subject).toMatch(/^Your visit has moved to /);
	await page.goto(linkIn(moved));
	await page.getByText('I cannot come').click();
	await page.getByRole('button', { name: 'Cancel visit' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(
		'Your visit has been cancelled.'
	);
	const [cancelled] = await mailsTo(stack, visit.email, 3);
	expect(cancelled?.subject).toMatch(/is cancelled$/);
	await context.close();
});

test('reception watches what is sent, finds what failed, and has it sent again', async ({
	pageAs,
	owner,
	stack,
	clientAs
}) => {
	const page = await pageAs('receptionist');
	const main = page.getByRole('main');
	await page.goto('/deliveries');
	await expect(main.getByRole('heading', { name: 'Messages', exact: true })).toBeVisible();
	await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
	const visit = await bookVisit(owner, await clientAs('receptionist'));
	// Without a reload, and not before it was sent.
	const row = main.getByRole('listitem').filter({ hasText: visit.name });
	await expect(row.filter({ hasText: 'Visit booked' })).toContainText('Sent', { timeout: 30_000 });

	await owner.query(
		`update public.deliveries set status = 'failed', last_error = '550 5.1.1 No such mailbox'
		where appointment_id = $1 and kind = 'visit_booked'`,
		[visit.id]
	);
	await page.goto(`/deliveries?status=failed&visit=${visit.id}`);
	await expect(row).toContainText('Provider’s reply: 550 5.1.1 No such mailbox');
	await row.getByRole('button', { name: /^Send again/ }).click();
	await expect(page.getByRole('log').getByText('It will be sent again now.')).toBeVisible();
	const [again, first] = await mailsTo(stack, visit.email, 2);
	expect(again?.subject).toBe(first?.subject);
	expect(again?.messageId).not.toBe(first?.messageId);
});
