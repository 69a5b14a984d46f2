import { randomUUID } from 'node:crypto';
import { kinds } from '../../../src/lib/communication/deliveries/delivery.ts';
import { compose, type Kind } from '../../../supabase/functions/_shared/words.ts';
import { callingCodes } from '../../support/calling-codes.ts';
import { book, createClinicDoctor, createVisitType, insertVisit } from '../../support/clinic.ts';
import {
	connect,
	describe,
	expect,
	takeAway,
	testApart as test,
	type PortalPerson,
	type TestDatabase
} from '../../support/database.ts';

interface Row extends Record<string, unknown> {
	id: string;
	key: string;
	channel: string;
	kind: string;
	status: string;
	locale: string;
	attempts: number;
	due_at: Date;
	expires_at: Date;
	next_attempt_at: Date;
	claimed_by: string | null;
	last_error: string | null;
}

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
const minute = (at: Date) => {
	at.setUTCSeconds(0, 0);
	return at;
};

/** A patient who can be reached both ways, and a doctor to visit. */
async function someone(db: TestDatabase, phone = '+34600111222') {
	const person = await db.createPortalPerson({ phone });
	const doctor = await createClinicDoctor(db, { starts: '00:00', ends: '24:00' });
	const visitTypeId = await createVisitType(db);
	return { person, doctor, visitTypeId };
}

type Someone = Awaited<ReturnType<typeof someone>>;

const visitOf = (db: TestDatabase, { person, doctor, visitTypeId }: Someone, startsAt: Date) =>
	insertVisit(db, {
		patientId: person.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: startsAt.toISOString()
	});

const rowsOf = (db: TestDatabase, person: PortalPerson) =>
	db.rows<Row>(
		'select * from public.deliveries where patient_id = $1 order by kind, channel, due_at',
		[person.patientId]
	);

const states = async (db: TestDatabase, person: PortalPerson, channel = 'email') =>
	(await rowsOf(db, person))
		.filter((row) => row.channel === channel)
		.map(({ kind, status }) => `${kind} ${status}`);

const enqueue = (db: TestDatabase, person: PortalPerson, key: string, dueAt = hours(0)) =>
	db.value<number>(
		`select private.enqueue_delivery($1, 'follow_up_due', '{"due_from": "2027-01-01", "due_until": "2027-01-09"}', $2, $3)`,
		[person.patientId, dueAt, key]
	);

const prefer = (db: TestDatabase, person: PortalPerson, chosen: Record<string, unknown>) => {
	const { email = true, sms = true, language = null, from = null, until = null } = chosen;
	return db.rows(
		`insert into public.notification_preferences (patient_id, email, sms, language, quiet_from, quiet_until)
		values ($1, $2, $3, $4, $5, $6)
		on conflict (patient_id) do update set email = excluded.email, sms = excluded.sms`,
		[person.patientId, email, sms, language, from, until]
	);
};

/*
 * A claim takes whatever is due, so these tests have a database of their own: what other tests commit, and
 * take away again, would be held here, in an order that is not theirs.
 */
const claim = (db: TestDatabase, worker = 'one', seconds = 60) =>
	db.rows<{ id: string; kind: string; fate: string; content: Record<string, string> | null }>(
		'select * from private.claim_deliveries($1, 1000, $2)',
		[worker, seconds]
	);
const begin = (db: TestDatabase, id: string, worker = 'one') =>
	db.value<boolean>(`select private.begin_send($1, $2, 'print', 60)`, [id, worker]);
const statusOf = (db: TestDatabase, id: string) =>
	db.row<Row>('select * from public.deliveries where id = $1', [id]);

/** One message on its way, with its worker. */
async function sending(db: TestDatabase, channel = 'sms') {
	const { person } = await someone(db);
	await enqueue(db, person, randomUUID());
	await claim(db);
	const row = (await rowsOf(db, person)).find((each) => each.channel === channel);
	expect(await begin(db, row?.id ?? '')).toBe(true);
	return row?.id ?? '';
}

describe('what a visit has told', () => {
	test('booked: at once, and a reminder 24 hours before, by each channel there is an address for', async ({
		db
	}) => {
		const who = await someone(db);
		const startsAt = minute(hours(72));
		const visit = await visitOf(db, who, startsAt);
		const rows = await rowsOf(db, who.person);
		expect(rows.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
			'visit_booked email',
			'visit_booked sms',
			'visit_reminder email',
			'visit_reminder sms'
		]);
		const reminder = rows[2];
		expect(reminder?.due_at.getTime()).toBe(startsAt.getTime() - 24 * 3_600_000);
		expect(reminder?.expires_at).toEqual(visit.starts_at);
		expect(reminder?.key).toBe(`visit:${visit.id}:${startsAt.getTime() / 1000}:reminder`);
	});

	test('without a number there is no SMS, nor to a landline', async ({ db }) => {
		for (const phone of [null, '+34915550123']) {
			const person = await db.createPortalPerson({ phone });
			await db.rows('update public.patients set phone_without_sms = phone where id = $1', [
				person.patientId
			]);
			await enqueue(db, person, randomUUID());
			expect((await rowsOf(db, person)).map(({ channel }) => channel)).toEqual(['email']);
		}
	});

	describe('an address that comes after the booking, a day or more before the visit, is reminded at', () => {
		const reminders = async (db: TestDatabase, person: PortalPerson) =>
			(await rowsOf(db, person))
				.filter(({ kind, status }) => kind === 'visit_reminder' && status === 'pending')
				.map(({ channel, due_at }) => [channel, due_at.toISOString()]);
		const change = (db: TestDatabase, person: PortalPerson, what: string) =>
			db.rows(`update public.patients set ${what} where id = $1`, [person.patientId]);

		test('a telephone number, added or put right; of what is near, off or not confirmed nothing', async ({
			db
		}) => {
			for (const before of ['null', `'+34915550123', phone_without_sms = '+34915550123'`]) {
				const who = await someone(db);
				await change(db, who.person, `phone = ${before}`);
				const startsAt = minute(hours(72));
				await visitOf(db, who, startsAt);
				await visitOf(db, who, minute(hours(20)));
				const off = await visitOf(db, who, minute(hours(96)));
				await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [
					off.id
				]);
				await insertVisit(
					db,
					{
						patientId: who.person.patientId,
						doctorId: who.doctor.doctorId,
						visitTypeId: who.visitTypeId,
						startsAt: minute(hours(120)).toISOString()
					},
					'requested'
				);
				const due = new Date(startsAt.getTime() - 24 * 3_600_000).toISOString();
				expect(await reminders(db, who.person)).toEqual([['email', due]]);
				await change(db, who.person, `phone = '+34600333444'`);
				expect(await reminders(db, who.person)).toEqual([
					['email', due],
					['sms', due]
				]);
				// Said twice it is there once.
				await change(db, who.person, `phone = '+34600555666'`);
				expect(await reminders(db, who.person)).toHaveLength(2);
			}
		});

		test('a channel that is switched on', async ({ db }) => {
			const who = await someone(db);
			await prefer(db, who.person, { email: false, sms: false });
			await visitOf(db, who, minute(hours(72)));
			expect(await rowsOf(db, who.person)).toEqual([]);
			await prefer(db, who.person, { sms: true, email: false });
			expect((await reminders(db, who.person)).map(([channel]) => channel)).toEqual(['sms']);
		});

		test('an e-mail address of the record, of the account, or of an account that is linked', async ({
			db
		}) => {
			const child = await someone(db);
			await change(db, child.person, 'phone = null, email = null');
			await db.rows('delete from public.portal_links where patient_id = $1', [
				child.person.patientId
			]);
			await visitOf(db, child, minute(hours(72)));
			expect(await rowsOf(db, child.person)).toEqual([]);
			const parent = await db.createPortalPerson();
			await db.rows(
				`insert into public.portal_links (user_id, patient_id, relationship, proof)
				values ($1, $2, 'parent', 'code')`,
				[parent.id, child.person.patientId]
			);
			expect((await reminders(db, child.person)).map(([channel]) => channel)).toEqual(['email']);

			const record = await someone(db);
			await change(db, record.person, 'phone = null, email = null');
			await db.rows('update public.profiles set email = null where id = $1', [record.person.id]);
			await visitOf(db, record, minute(hours(72)));
			expect(await rowsOf(db, record.person)).toEqual([]);
			await db.rows(`update public.profiles set email = 'later@example.org' where id = $1`, [
				record.person.id
			]);
			expect(await reminders(db, record.person)).toHaveLength(1);

			const other = await someone(db);
			await change(db, other.person, 'phone = null, email = null');
			await db.rows('delete from public.portal_links where patient_id = $1', [
				other.person.patientId
			]);
			await visitOf(db, other, minute(hours(72)));
			await change(db, other.person, `email = 'record@example.org'`);
			expect(await reminders(db, other.person)).toHaveLength(1);
		});
	});

	test('within a day of it the news is reminder enough', async ({ db }) => {
		const who = await someone(db);
		await visitOf(db, who, minute(hours(20)));
		expect(await states(db, who.person)).toEqual(['visit_booked pending']);
	});

	test('of the past there is no news', async ({ db }) => {
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(-3)));
		await db.rows(`update public.appointments set status = 'checked_in' where id = $1`, [visit.id]);
		expect(await rowsOf(db, who.person)).toEqual([]);
	});

	test('a request says nothing until it is confirmed', async ({ db }) => {
		const who = await someone(db);
		const { person, doctor } = who;
		const visitTypeId = await createVisitType(db, { requiresConfirmation: true });
		const visit = await db.as(person, () =>
			book(db, {
				patientId: person.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: new Date(Math.ceil(hours(72).getTime() / 86_400_000) * 86_400_000).toISOString()
			})
		);
		expect(visit.status).toBe('requested');
		expect(await rowsOf(db, person)).toEqual([]);
		await db.rows(`update public.appointments set status = 'confirmed' where id = $1`, [visit.id]);
		expect(await states(db, person)).toEqual(['visit_booked pending', 'visit_reminder pending']);
	});

	test('moved: what was said of the old time is called off, the new one is said and reminded of', async ({
		db
	}) => {
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(72)));
		await db.rows(
			`update public.appointments set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'
			where id = $1`,
			[visit.id]
		);
		expect(await states(db, who.person)).toEqual([
			'visit_booked cancelled',
			'visit_moved pending',
			'visit_reminder cancelled',
			'visit_reminder pending'
		]);
	});

	test('moved there and back: each move is told, and the first reminder counts again', async ({
		db
	}) => {
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(72)));
		for (const days of ['1 day', '-1 day']) {
			await db.rows(
				`update public.appointments set starts_at = starts_at + $2::interval, ends_at = ends_at + $2::interval where id = $1`,
				[visit.id, days]
			);
		}
		const rows = (await rowsOf(db, who.person)).filter(({ channel }) => channel === 'email');
		const open = rows.filter(({ status }) => status === 'pending');
		expect(open.map(({ kind }) => kind)).toEqual(['visit_moved', 'visit_reminder']);
		expect(open[1]?.due_at.getTime()).toBe(visit.starts_at.getTime() - 24 * 3_600_000);
	});

	test('cancelled: only that is told; begun: nothing any more', async ({ db }) => {
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(72)));
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		expect(await states(db, who.person)).toEqual([
			'visit_booked cancelled',
			'visit_cancelled pending',
			'visit_reminder cancelled'
		]);
		const other = await someone(db, '+34600111333');
		const soon = await visitOf(db, other, minute(hours(1)));
		await db.rows(`update public.appointments set status = 'checked_in' where id = $1`, [soon.id]);
		expect(await states(db, other.person)).toEqual(['visit_booked cancelled']);
	});

	test('a visit that moves has to be confirmed anew; another doctor is a move', async ({ db }) => {
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(72)));
		await db.rows('update public.appointments set patient_confirmed_at = now() where id = $1', [
			visit.id
		]);
		const other = await createClinicDoctor(db);
		await db.rows('update public.appointments set doctor_id = $2 where id = $1', [
			visit.id,
			other.doctorId
		]);
		expect(
			await db.value('select patient_confirmed_at from public.appointments where id = $1', [
				visit.id
			])
		).toBeNull();
		expect(await states(db, who.person)).toContain('visit_moved pending');
	});
});

describe('the outbox', () => {
	test('told a key twice it holds it once', async ({ db }) => {
		const { person } = await someone(db);
		expect(await enqueue(db, person, 'twice')).toBe(2);
		expect(await enqueue(db, person, 'twice')).toBe(0);
		expect(await rowsOf(db, person)).toHaveLength(2);
	});

	test('respects what the person wants, at the time of sending too', async ({ db }) => {
		const { person } = await someone(db);
		await prefer(db, person, { sms: false, language: 'es' });
		await enqueue(db, person, 'one');
		const [row, ...none] = await rowsOf(db, person);
		expect(none).toEqual([]);
		expect(row).toMatchObject({ channel: 'email', locale: 'es' });
		await prefer(db, person, { email: false });
		expect((await claim(db)).map(({ id }) => id)).not.toContain(row?.id);
		expect(await statusOf(db, row?.id ?? '')).toMatchObject({
			status: 'cancelled',
			last_error: 'switched_off'
		});
	});

	test('about their health go to nobody who has refused them, until they agree', async ({ db }) => {
		const { person } = await someone(db);
		await enqueue(db, person, 'one');
		const desk = await db.createStaff('receptionist');
		const decide = (decision: string) =>
			db.as(desk, () =>
				db.rows(`select public.record_consent($1, 'messages', $2)`, [person.patientId, decision])
			);
		const rows = await rowsOf(db, person);
		expect(rows.length).toBeGreaterThan(0);
		await decide('refused');
		await claim(db);
		for (const { id } of rows)
			expect(await statusOf(db, id)).toMatchObject({
				status: 'cancelled',
				last_error: 'not_consented'
			});
		await decide('given');
		await enqueue(db, person, 'two');
		const sent = (await claim(db)).map(({ id }) => id);
		const [next] = (await rowsOf(db, person)).filter(
			({ id }) => !rows.some((row) => row.id === id)
		);
		expect(sent).toContain(next?.id);
	});

	const quiet = (at: string, from: string, until: string, zone = 'UTC') =>
		[at, from, until, zone] as const;
	test.for([
		[quiet('2027-03-10T12:00:00Z', '22:00', '08:00'), '2027-03-10T12:00:00Z'],
		[quiet('2027-03-10T22:00:00Z', '22:00', '08:00'), '2027-03-11T08:00:00Z'],
		[quiet('2027-03-10T03:00:00Z', '22:00', '08:00'), '2027-03-10T08:00:00Z'],
		[quiet('2027-03-10T08:00:00Z', '22:00', '08:00'), '2027-03-10T08:00:00Z'],
		[quiet('2027-03-10T13:30:00Z', '13:00', '16:00'), '2027-03-10T16:00:00Z'],
		// The night on which Madrid loses an hour, and the one on which it has one twice.
		[quiet('2027-03-27T22:30:00Z', '22:00', '08:00', 'Europe/Madrid'), '2027-03-28T06:00:00Z'],
		[quiet('2027-10-30T21:30:00Z', '22:00', '08:00', 'Europe/Madrid'), '2027-10-31T07:00:00Z'],
		[quiet('2027-10-31T01:45:00Z', '02:00', '02:30', 'Europe/Madrid'), '2027-10-31T01:45:00Z']
	] as const)('quiet hours: %j → %s', async ([[at, from, until, zone], expected], { db }) => {
		const found = await db.value<Date>('select private.after_quiet_hours($1, $2, $3, $4)', [
			at,
			from,
			until,
			zone
		]);
		expect(found.toISOString()).toBe(new Date(expected).toISOString());
	});

	test('in quiet hours nothing is of use that ends in them, but for news of a visit before they end', async ({
		db
	}) => {
		const at = '2027-03-10T23:00:00Z';
		const time = (kind: string, expires: string) =>
			db.value<Date | null>(`select private.sending_time($1, $2, $3, '22:00', '08:00', 'UTC')`, [
				kind,
				at,
				expires
			]);
		expect(await time('visit_reminder', '2027-03-11T07:00:00Z')).toBeNull();
		expect(await time('waitlist_offer', '2027-03-11T01:00:00Z')).toBeNull();
		expect(await time('visit_cancelled', '2027-03-11T07:00:00Z')).toEqual(new Date(at));
		expect(await time('visit_moved', '2027-03-12T07:00:00Z')).toEqual(
			new Date('2027-03-11T08:00:00Z')
		);
		expect(await time('link_code', '2027-03-11T23:00:00Z')).toEqual(new Date(at));
	});

	test('what became useless while it waited is not sent', async ({ db }) => {
		const who = await someone(db);
		await visitOf(db, who, minute(hours(72)));
		await db.rows(
			`update public.deliveries set expires_at = now() - interval '1 minute' where patient_id = $1`,
			[who.person.patientId]
		);
		await claim(db);
		expect(await states(db, who.person)).toEqual([
			'visit_booked cancelled',
			'visit_reminder pending'
		]);
	});

	test('tells those who watch that something changed and no more; a claim is no change', async ({
		db
	}) => {
		const { person } = await someone(db);
		const told = () =>
			db.rows<{ payload: unknown }>(
				`select payload - 'id' - 'transaction' as payload from realtime.messages
				where topic = 'deliveries' and inserted_at = now()::timestamp`
			);
		await enqueue(db, person, 'watched');
		expect(await told()).toEqual([{ payload: {} }]);
		await db.rows(
			`update public.deliveries set claimed_by = 'one', claimed_until = now() where patient_id = $1`,
			[person.patientId]
		);
		expect(await told()).toHaveLength(1);
		// As in a transaction of its own: in one it is said once.
		await db.rows(`select set_config('lantern.announced', '', true)`);
		await db.rows(`update public.deliveries set status = 'cancelled' where patient_id = $1`, [
			person.patientId
		]);
		expect(await told()).toHaveLength(2);
	});
});

describe('a worker', () => {
	test('holds what it claimed until its lease is over; nobody else has it meanwhile', async ({
		db
	}) => {
		const { person } = await someone(db);
		await enqueue(db, person, 'held');
		const mine = (await claim(db, 'one')).map(({ id }) => id);
		const [first, second] = (await rowsOf(db, person)).map(({ id }) => id);
		expect(mine).toEqual(expect.arrayContaining([first, second]));
		expect((await claim(db, 'two')).map(({ id }) => id)).not.toContain(first);
		expect(await begin(db, first ?? '', 'two')).toBe(false);
		await db.rows(
			`update public.deliveries set claimed_until = now() - interval '1 second' where id = any ($1)`,
			[[first, second]]
		);
		expect(await begin(db, first ?? '', 'one')).toBe(false);
		expect((await claim(db, 'two')).map(({ id }) => id)).toContain(first);
		expect(await begin(db, first ?? '', 'two')).toBe(true);
	});

	test('that does not come back leaves an open fate, which is looked into and not sent again', async ({
		db
	}) => {
		const id = await sending(db);
		expect((await claim(db, 'two')).map((row) => row.id)).not.toContain(id);
		await db.rows(`update public.deliveries set claimed_until = now() where id = $1`, [id]);
		expect((await claim(db, 'two')).find((row) => row.id === id)).toMatchObject({
			fate: 'unknown',
			content: null
		});
		// Back from the dead: it may record nothing.
		await db.rows(`select private.record_sent($1, 'one', 'SM1')`, [id]);
		expect((await statusOf(db, id)).status).toBe('sending');
		await db.rows(`select private.resolve_delivery($1, 'two', 'missing', null, null)`, [id]);
		expect((await statusOf(db, id)).status).toBe('pending');
	});

	test.for([
		['found', 'sent'],
		['missing', 'pending'],
		['early', 'sending'],
		['unknown', 'sending'],
		['unknowable', 'uncertain']
	] as const)('that finds %s leaves it %s', async ([finding, status], { db }) => {
		const id = await sending(db);
		await db.rows('select private.resolve_delivery($1, $2, $3, $4, null)', [
			id,
			'one',
			finding,
			'SM1'
		]);
		expect((await statusOf(db, id)).status).toBe(status);
	});

	test('tries again after 30 seconds, twice as long each time, and gives up after eight', async ({
		db
	}) => {
		const delays = await db.rows<{ tries: number; least: number; most: number }>(
			`select tries, min(seconds)::float as least, max(seconds)::float as most
			from generate_series(1, 12) tries,
				lateral (select extract(epoch from private.retry_delay(tries)) as seconds from generate_series(1, 200)) as tried
			group by tries order by tries`
		);
		for (const { tries, least, most } of delays) {
			const usual = Math.min(30 * 2 ** (tries - 1), 3600);
			expect(least).toBeGreaterThanOrEqual(usual / 2);
			expect(most).toBeLessThanOrEqual(usual * 1.5);
			expect(most).toBeGreaterThan(least);
		}
		const id = await sending(db);
		await db.rows(`select private.record_failure($1, 'one', '451 later', false)`, [id]);
		expect(await statusOf(db, id)).toMatchObject({ status: 'pending', last_error: '451 later' });
		await db.rows(
			`update public.deliveries set status = 'sending', attempts = 8, claimed_by = 'one' where id = $1`,
			[id]
		);
		await db.rows(`select private.record_failure($1, 'one', '451 later', false)`, [id]);
		expect((await statusOf(db, id)).status).toBe('gave_up');
	});

	test('does not try again what will never go', async ({ db }) => {
		const id = await sending(db);
		await db.rows(`select private.record_failure($1, 'one', '400 21211', true)`, [id]);
		expect((await statusOf(db, id)).status).toBe('failed');
	});
});

describe('an address', () => {
	/** Writes how a patient is reached, as an account of theirs. */
	const write = (db: TestDatabase, person: PortalPerson, reach: Record<string, string>) =>
		db.as(person, () =>
			db.rows(
				`select public.update_own_particulars($1, $2, (select updated_at from public.patients where id = $1))`,
				[person.patientId, reach]
			)
		);
	/** All that goes out now, and where to. */
	async function sent(db: TestDatabase, person: PortalPerson) {
		const claimed = await claim(db);
		for (const { id } of claimed) await begin(db, id);
		const rows = await db.rows<{ id: string; kind: string; recipient: string }>(
			`select id, kind, recipient from public.deliveries
			where patient_id = $1 and sending_at is not null order by created_at, channel`,
			[person.patientId]
		);
		return rows.map(({ id, kind, recipient }) => ({
			kind,
			recipient,
			content: claimed.find((each) => each.id === id)?.content
		}));
	}
	const unproven = (db: TestDatabase, person: PortalPerson) =>
		db.as(person, () =>
			db.value<string[]>('select public.unproven_channels($1)', [person.patientId])
		);

	test('that an account wrote down is asked whether it is theirs, and gets nothing else before it says so', async ({
		db
	}) => {
		const person = await db.createPortalPerson({ givenName: 'Ada' });
		const [email, phone] = [`${randomUUID()}@elsewhere.example`, '+34600555777'];
		await write(db, person, { email, phone });
		await enqueue(db, person, 'visit');
		const asked = await sent(db, person);
		expect(asked.map(({ kind, recipient }) => `${kind} ${recipient}`).sort()).toEqual(
			// What is due goes to the account's own address.
			[`address_check ${email}`, `address_check ${phone}`, `follow_up_due ${person.email}`].sort()
		);
		const check = asked.find(({ recipient }) => recipient === email);
		expect(check?.content?.given_name).toBe('');
		expect(await unproven(db, person)).toEqual(['email', 'sms']);

		const token = check?.content?.path?.split('/').at(-1) ?? '';
		const confirm = (given: string) => db.rows('select public.confirm_address($1)', [given]);
		expect((await db.refusal('anon', () => confirm('x'.repeat(43)))).code).toBe('LN014');
		await db.as('anon', () => confirm(token));
		expect((await db.refusal('anon', () => confirm(token))).code).toBe('LN014');
		expect(await unproven(db, person)).toEqual(['sms']);
		await enqueue(db, person, 'another');
		expect(
			(await sent(db, person))
				.filter(({ kind }) => kind === 'follow_up_due')
				.map(({ recipient }) => recipient)
		).toEqual(expect.arrayContaining([person.email, email]));
	});

	test('is asked once, whoever writes it down and however often; the desk is believed', async ({
		db
	}) => {
		const email = `${randomUUID()}@elsewhere.example`;
		const people = [await db.createPortalPerson(), await db.createPortalPerson()] as const;
		for (const person of people) {
			await write(db, person, { email });
			await write(db, person, { email: '' });
			await write(db, person, { email });
		}
		const checks = await db.value<number>(
			`select count(*)::int from public.deliveries where kind = 'address_check' and patient_id = any ($1)`,
			[people.map(({ patientId }) => patientId)]
		);
		expect(checks).toBe(1);

		const desk = await db.createStaff('receptionist');
		const correct = (change: object) =>
			db.as(desk, () =>
				db.rows(
					`select public.update_patient($1, $2, (select updated_at from public.patients where id = $1))`,
					[people[0].patientId, change]
				)
			);
		// Whoever corrects something else has not asked.
		await correct({ email, city: 'Here' });
		expect(await unproven(db, people[0])).toEqual(['email']);
		await db.as(desk, () =>
			db.rows(`select public.vouch_for_address($1, 'email')`, [people[0].patientId])
		);
		expect(await unproven(db, people[0])).toEqual([]);
		const vouched = await db.rows(
			`select actor_id, patient_id from audit.events where table_name = 'address_checks' and patient_id = $1`,
			[people[0].patientId]
		);
		expect(vouched).toEqual([{ actor_id: desk.id, patient_id: people[0].patientId }]);
		await write(db, people[0], { phone: '+34600555888' });
		await correct({ phone: '' });
		await correct({ phone: '+34600555888' });
		expect(await unproven(db, people[0])).toEqual([]);
		expect(await unproven(db, people[1])).toEqual(['email']);
	});

	test('of a stranger a day: five are asked for one account', async ({ db }) => {
		const person = await db.createPortalPerson();
		for (let nth = 0; nth < 7; nth++) {
			await write(db, person, { email: `${randomUUID()}@elsewhere.example` });
		}
		expect((await states(db, person)).length).toBe(5);
	});

	test('of a country the hospital has not named, a satellite or a premium rate gets no SMS', async ({
		db
	}) => {
		const takes = (phone: string) => db.value<boolean>('select private.takes_sms($1)', [phone]);
		for (const phone of ['+882161234567', '+870773123456', '+979123456789', '+34803123456']) {
			expect(await takes(phone), phone).toBe(false);
		}
		expect([await takes('+34600111222'), await takes('+33612345678')]).toEqual([true, false]);
		await db.rows(`update public.hospital_settings set sms_countries = '{FR,US}'`);
		expect([await takes('+33612345678'), await takes('+33899123456')]).toEqual([true, false]);
		// One code, many countries: the Bahamas are not the United States.
		expect([await takes('+12125550123'), await takes('+12425550123')]).toEqual([true, false]);
		expect(await takes('+19002345678')).toBe(false);

		const { person } = await someone(db, '+447400123456');
		await enqueue(db, person, 'abroad');
		expect(await states(db, person, 'sms')).toEqual([]);
	});

	test('gets so many messages a day and no more; what is beyond says so in the log', async ({
		db
	}) => {
		const { person } = await someone(db);
		for (let nth = 0; nth < 12; nth++) await enqueue(db, person, `many ${nth}`);
		for (const { id } of await claim(db)) await begin(db, id);
		const sms = (await rowsOf(db, person)).filter(({ channel }) => channel === 'sms');
		const unsent = sms.filter(({ status }) => status === 'cancelled');
		expect([sms.length, unsent.length]).toEqual([12, 2]);
		expect(unsent.map(({ last_error: why }) => why)).toEqual(['too_many', 'too_many']);
	});

	test('knows every country’s numbers as the library does', async ({ db }) => {
		expect(await db.rows('select * from private.calling_codes order by country')).toEqual(
			callingCodes()
		);
	});
});

describe('a retry', () => {
	test('sends again what failed, under another name, and is in the audit log', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await sending(db);
		await db.rows(`select private.record_failure($1, 'one', '400 21211', true)`, [id]);
		await db.as(desk, () => db.rows('select public.retry_delivery($1)', [id]));
		expect(await statusOf(db, id)).toMatchObject({ status: 'pending', attempts: 0, round: 2 });
		const event = await db.row<{ actor_id: string; after: Record<string, unknown> }>(
			`select actor_id, after from audit.events where table_name = 'deliveries' and row_id = $1`,
			[id]
		);
		expect(event.actor_id).toBe(desk.id);
		expect(event.after.retried_at).toBeTruthy();
		const again = await db.refusal(desk, () => db.rows('select public.retry_delivery($1)', [id]));
		expect(again.code).toBe('LN009');
	});

	test('of what is no longer true is refused, and why', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const who = await someone(db);
		const visit = await visitOf(db, who, minute(hours(72)));
		const [row] = await rowsOf(db, who.person);
		await db.rows(`update public.deliveries set status = 'failed' where id = $1`, [row?.id]);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		const refused = await db.refusal(desk, () =>
			db.rows('select public.retry_delivery($1)', [row?.id])
		);
		expect(refused).toMatchObject({ code: 'LN009', hint: 'overtaken' });
		expect((await statusOf(db, row?.id ?? '')).status).toBe('failed');
	});
});

describe('a link', () => {
	async function linked(db: TestDatabase) {
		const who = await someone(db);
		const startsAt = new Date(Math.ceil(hours(72).getTime() / 86_400_000) * 86_400_000);
		const visit = await visitOf(db, who, startsAt);
		const token = () => db.value<string>('select private.issue_visit_link($1)', [visit.id]);
		const seen = () =>
			db.row(
				'select starts_at, patient_confirmed_at, status from public.appointments where id = $1',
				[visit.id]
			);
		return { ...who, visit, token, seen };
	}
	const use = (db: TestDatabase, what: string, ...values: unknown[]) =>
		db.as('anon', () =>
			db.rows(
				`select * from public.${what}(${values.map((_, index) => `$${index + 1}`).join(', ')})`,
				values
			)
		);
	const over = async (db: TestDatabase, what: string, ...values: unknown[]) =>
		(await db.refusal('anon', () => use(db, what, ...values))).code;

	test('shows when, with whom and where, and nothing of whose it is', async ({ db }) => {
		const { token, visit } = await linked(db);
		const link = await token();
		const [seen, ...none] = await use(db, 'visit_by_link', link);
		expect(none).toEqual([]);
		expect(Object.keys(seen ?? {}).sort()).toEqual([
			'confirmed',
			'doctor_name',
			'hospital_name',
			'place',
			'requires_confirmation',
			'starts_at',
			'time_zone'
		]);
		expect(seen?.starts_at).toEqual(visit.starts_at);
		// Looking uses nothing up.
		expect(await use(db, 'visit_by_link', link)).toHaveLength(1);
		expect(link).toMatch(/^[\w-]{43}$/);
	});

	test('does one thing, once: any second use is LN014 and changes nothing', async ({ db }) => {
		const { token, seen, visit } = await linked(db);
		const link = await token();
		await use(db, 'confirm_visit_by_link', link);
		const confirmed = await seen();
		expect(confirmed.patient_confirmed_at).not.toBeNull();
		for (const what of [
			'visit_by_link',
			'slots_by_link',
			'confirm_visit_by_link',
			'cancel_visit_by_link'
		]) {
			expect(await over(db, what, link)).toBe('LN014');
		}
		expect(await over(db, 'reschedule_visit_by_link', link, hours(96))).toBe('LN014');
		expect(await seen()).toEqual(confirmed);
		const event = await db.row(
			`select kind, details from public.appointment_events where appointment_id = $1 and details ->> 'via' = 'link'`,
			[visit.id]
		);
		expect(event).toEqual({ kind: 'confirmed', details: { by: 'patient', via: 'link' } });
	});

	test('cancels', async ({ db }) => {
		const { token, seen } = await linked(db);
		const [link, other] = [await token(), await token()];
		await use(db, 'cancel_visit_by_link', link);
		expect((await seen()).status).toBe('cancelled');
		expect(await over(db, 'visit_by_link', other)).toBe('LN014');
	});

	test('moves to a time on offer; a refusal uses nothing up; the links of the old time are dead', async ({
		db
	}) => {
		const { token, seen, visit } = await linked(db);
		const [link, other] = [await token(), await token()];
		const slots = await use(db, 'slots_by_link', link);
		expect(slots.length).toBeGreaterThan(10);
		expect(
			await over(db, 'reschedule_visit_by_link', link, new Date(visit.starts_at.getTime() + 60_000))
		).toBe('LN001');
		const chosen = slots.at(-1)?.starts_at;
		await use(db, 'reschedule_visit_by_link', link, chosen);
		expect((await seen()).starts_at).toEqual(chosen);
		expect(await over(db, 'cancel_visit_by_link', other)).toBe('LN014');
		expect((await seen()).status).toBe('confirmed');
	});

	test('moves an overbooked visit to a free time, where it is one like any other', async ({
		db
	}) => {
		const { token, visit } = await linked(db);
		await db.rows(
			`update public.appointments set overbooked = true, overbook_reason = 'Cannot wait', patient_confirmed_at = now()
			where id = $1`,
			[visit.id]
		);
		const link = await token();
		const chosen = (await use(db, 'slots_by_link', link)).at(-1)?.starts_at;
		await use(db, 'reschedule_visit_by_link', link, chosen);
		expect(
			await db.row(
				`select starts_at, status, overbooked, overbook_reason, patient_confirmed_at
				from public.appointments where id = $1`,
				[visit.id]
			)
		).toEqual({
			starts_at: chosen,
			status: 'confirmed',
			overbooked: false,
			overbook_reason: null,
			patient_confirmed_at: null
		});
	});

	test('moves a visit that wants confirming to a request, and says so beforehand', async ({
		db
	}) => {
		const { token, seen, visit, visitTypeId } = await linked(db);
		const link = await token();
		const asks = async () => (await use(db, 'visit_by_link', link))[0]?.requires_confirmation;
		expect(await asks()).toBe(false);
		await db.rows('update public.visit_types set requires_confirmation = true where id = $1', [
			visitTypeId
		]);
		expect(await asks()).toBe(true);
		const chosen = (await use(db, 'slots_by_link', link)).at(-1)?.starts_at;
		await use(db, 'reschedule_visit_by_link', link, chosen);
		expect(await seen()).toMatchObject({ status: 'requested', starts_at: chosen });
		const kinds = () =>
			db.rows(
				`select kind, status from public.deliveries
				where appointment_id = $1 and status <> 'cancelled' and channel = 'email' order by kind`,
				[visit.id]
			);
		// Until the hospital has said yes there is nothing to tell, and nothing to remind of.
		expect(await kinds()).toEqual([]);
		await db.rows(`update public.appointments set status = 'confirmed' where id = $1`, [visit.id]);
		expect(await kinds()).toEqual([
			{ kind: 'visit_booked', status: 'pending' },
			{ kind: 'visit_reminder', status: 'pending' }
		]);
	});

	test('does not move a visit to a time that is held for somebody who waits', async ({ db }) => {
		const { token, visit, doctor, visitTypeId, seen } = await linked(db);
		const link = await token();
		const startsAt = (await use(db, 'slots_by_link', link)).at(-1)?.starts_at as Date;
		const patientId = await db.createPatient();
		await db.rows(
			`with entry as (
				insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, latest_on)
				values ($1, $2, $3, current_date + 90) returning id
			)
			insert into public.waitlist_offers (
				entry_id, patient_id, doctor_id, visit_type_id, starts_at, blocked_from, ends_at, expires_at
			)
			select id, $1, $3, $2, $4, $4, $4::timestamptz + interval '30 minutes', now() + interval '1 hour' from entry`,
			[patientId, visitTypeId, doctor.doctorId, startsAt]
		);
		expect(await over(db, 'reschedule_visit_by_link', link, startsAt)).toBe('LN012');
		expect((await seen()).starts_at).toEqual(visit.starts_at);
	});

	test('is over when the visit begins, is unknown, empty or missing', async ({ db }) => {
		const { token, visit } = await linked(db);
		const link = await token();
		await db.rows(`update private.visit_links set expires_at = now() where appointment_id = $1`, [
			visit.id
		]);
		for (const wrong of [link, randomUUID(), '', null]) {
			expect(await over(db, 'cancel_visit_by_link', wrong)).toBe('LN014');
		}
	});

	test('is kept as a hash alone', async ({ db }) => {
		const { token } = await linked(db);
		const link = await token();
		const kept = await db.rows<{ kept: string }>(
			`select visit_links::text as kept from private.visit_links`
		);
		expect(kept.some((row) => row.kept.includes(link))).toBe(false);
	});
});

test('two who use one link at one moment: one is served', async () => {
	const [first, second] = await Promise.all([connect(), connect()]);
	try {
		const setup = await first.query<{ id: string; token: string; patient: string }>(
			`with patient as (
				insert into public.patients (given_name, family_name, birth_date) values ('Race', 'Link', '1990-01-01') returning id
			), visit as (
				insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
				select patient.id, (select id from public.doctors limit 1), (select id from public.visit_types limit 1),
					date_trunc('hour', now()) + interval '400 days', date_trunc('hour', now()) + interval '400 days 30 minutes'
				from patient returning id, patient_id
			)
			select visit.id, visit.patient_id as patient from visit`
		);
		const row = setup.rows[0];
		const { rows } = await first.query<{ token: string }>(
			'select private.issue_visit_link($1) as token',
			[row?.id]
		);
		const token = rows[0]?.token;
		const ended = await Promise.allSettled(
			[first, second].map((client) =>
				client.query('select public.cancel_visit_by_link($1)', [token])
			)
		);
		expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const refused = ended.find((one) => one.status === 'rejected');
		expect((refused?.reason as { code: string }).code).toBe('LN014');
		await takeAway([
			['delete from public.appointments where id = $1', [row?.id]],
			['delete from public.patients where id = $1', [row?.patient]]
		]);
	} finally {
		await Promise.all([first.end(), second.end()]);
	}
});

describe('the log', () => {
	test('is read by its indexes, by each of its filters, as the one who reads it', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const { person } = await someone(db);
		await db.rows(
			`insert into public.deliveries (key, channel, kind, patient_id, locale, due_at, next_attempt_at, status, updated_at)
			select 'load:' || n, 'email', 'follow_up_due', $1, 'en', now(), now(),
				case when n % 50 = 0 then 'failed' else 'sent' end, now() - make_interval(secs => n)
			from generate_series(1, 20000) n`,
			[person.patientId]
		);
		await db.rows('analyze public.deliveries');
		const filters = [
			'true',
			`status = 'failed'`,
			`patient_id = '${person.patientId}'`,
			`appointment_id = '${randomUUID()}'`,
			`updated_at <= now() - interval '1 hour' and (updated_at < now() - interval '1 hour' or id < '${randomUUID()}')`
		];
		for (const filter of filters) {
			const plan = await db.as(desk, () =>
				db.rows<{ 'QUERY PLAN': string }>(
					`explain select id from public.deliveries where ${filter} order by updated_at desc, id desc limit 31`
				)
			);
			const text = plan.map((line) => line['QUERY PLAN']).join('\n');
			expect(text, filter).toMatch(/Index (Only )?Scan/);
			expect(text, filter).not.toMatch(/Seq Scan/);
		}
	});

	test('does not show what was said', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const refused = await db.refusal(desk, () => db.rows('select params from public.deliveries'));
		expect(refused.code).toBe('42501');
	});
});

describe('one that cannot be made ready', () => {
	test('is tried again later, and told to those who manage access; the others go out', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { person } = await someone(db);
		await enqueue(db, person, 'good');
		await db.rows(
			`insert into public.deliveries (key, channel, kind, patient_id, params, locale, due_at, next_attempt_at)
			values ('bad', 'email', 'waitlist_offer', $1, '{"offer_id": "no uuid"}', 'en', now(), now() - interval '1 day')`,
			[person.patientId]
		);
		const { id } = await db.row<Row>(`select id from public.deliveries where key = 'bad'`);
		const claimed = (await claim(db)).map((row) => row.id);
		const good = (await rowsOf(db, person)).filter(({ key }) => key === 'good');
		expect(good.map((row) => claimed.includes(row.id))).toEqual([true, true]);
		expect(claimed).not.toContain(id);
		expect(await statusOf(db, id)).toMatchObject({
			status: 'pending',
			attempts: 1,
			last_error: 'not_prepared',
			claimed_by: null
		});
		expect((await statusOf(db, id)).next_attempt_at.getTime()).toBeGreaterThan(Date.now());
		expect(
			await db.rows(`select item, sqlstate from private.job_failures where job = 'reminders'`)
		).toEqual([{ item: id, sqlstate: '22P02' }]);
		expect(
			await db.count(
				`select from public.notifications where user_id = $1 and kind = 'job_failed' and params ->> 'job' = 'reminders'`,
				[admin.id]
			)
		).toBe(1);
		for (let attempt = 0; attempt < 7; attempt++) {
			await db.rows('update public.deliveries set next_attempt_at = now() where id = $1', [id]);
			await claim(db);
		}
		expect((await statusOf(db, id)).status).toBe('gave_up');
	});

	test('every kind that is registered has its words, in each language, and no other', async ({
		db
	}) => {
		const registered = await db.rows<{ kind: Kind }>(
			'select kind from private.delivery_kinds order by kind'
		);
		expect(registered.map(({ kind }) => kind)).toEqual([...kinds].sort());
		const content = { hospital_name: 'Lantern', time_zone: 'UTC', given_name: 'Ana' };
		for (const { kind } of registered) {
			for (const locale of ['en', 'es'] as const) {
				expect(compose(kind, locale, content, 'https://x.example').subject, kind).toMatch(/\w/);
			}
		}
	});

	test('what is wanted before a visit is said in messages about it, in each language', async ({
		db
	}) => {
		const asks = await db.rows<{ ask: string }>('select ask from private.visit_asks');
		expect(asks.length).toBeGreaterThan(0);
		const content = { hospital_name: 'Lantern', time_zone: 'UTC', given_name: 'Ana' };
		for (const { ask } of asks)
			for (const kind of ['visit_booked', 'visit_moved', 'visit_reminder'] as const)
				for (const locale of ['en', 'es'] as const) {
					const text = (asked: string[]) =>
						compose(kind, locale, { ...content, asks: asked }, 'https://x.example').text;
					expect(text([ask]).length, `${kind} ${ask}`).toBeGreaterThan(text([]).length + 20);
				}
	});

	test('nor one of a kind nobody has registered: it is refused', async ({ db }) => {
		const { person } = await someone(db);
		const error = await db.refusal('owner', () =>
			db.rows(`select private.enqueue_delivery($1, 'happy_birthday', '{}', now(), 'x')`, [
				person.patientId
			])
		);
		expect([error.code, error.hint]).toEqual(['22023', 'p_kind']);
		expect(await rowsOf(db, person)).toEqual([]);
	});
});

describe('what is kept', () => {
	test('is two years of what was settled, and a month of links', async ({ db }) => {
		const { person } = await someone(db);
		for (const key of ['old', 'open', 'recent']) await enqueue(db, person, key);
		await db.rows(
			`update public.deliveries set status = 'sent' where key in ('old', 'recent') and patient_id = $1`,
			[person.patientId]
		);
		await db.rows(
			`update public.deliveries set updated_at = now() - interval '2 years 1 day'
			where key in ('old', 'open') and patient_id = $1`,
			[person.patientId]
		);
		await db.rows(`select private.forget('public.deliveries')`);
		expect(new Set((await rowsOf(db, person)).map(({ key }) => key))).toEqual(
			new Set(['open', 'recent'])
		);
		expect(
			await db.rows(
				`select table_name, goes_when from private.retention
				where table_name in ('private.offer_links', 'private.visit_links') order by table_name`
			)
		).toEqual([
			{ table_name: 'private.offer_links', goes_when: `created_at < $1 - interval '30 days'` },
			{ table_name: 'private.visit_links', goes_when: `expires_at < $1 - interval '30 days'` }
		]);
	});

	test('on its page while a message is on its way: no index has what changes then', async ({
		db
	}) => {
		const updates = () =>
			db.row<{ all: number; hot: number }>(
				`select pg_stat_get_xact_tuples_updated(c)::int as all, pg_stat_get_xact_tuples_hot_updated(c)::int as hot
				from (select 'public.deliveries'::regclass::oid as c) deliveries`
			);
		// A page that other tests' rows have filled to its end has no room for the second version: another one does.
		const moved: number[] = [];
		for (let nth = 0; nth < 3; nth++) {
			const { person } = await someone(db);
			await enqueue(db, person, randomUUID());
			const before = await updates();
			await claim(db);
			for (const { id } of await rowsOf(db, person)) expect(await begin(db, id)).toBe(true);
			const after = await updates();
			expect(after.all - before.all).toBeGreaterThanOrEqual(4);
			moved.push(after.all - before.all - (after.hot - before.hot));
		}
		expect(Math.min(...moved)).toBe(0);
	});
});

describe('the clock', () => {
	test('calls the function when something is due, and only then', async ({ db }) => {
		const calls = () => db.value<number>('select count(*)::int from net.http_request_queue');
		await db.rows(
			`select vault.create_secret('http://hospital.test', 'project_url'), vault.create_secret('secret', 'jobs_key')`
		);
		await db.rows(
			`update public.deliveries set status = 'sent' where status in ('pending', 'sending')`
		);
		const before = await calls();
		await db.rows('select private.send_due_deliveries()');
		expect(await calls()).toBe(before);
		const { person } = await someone(db);
		await enqueue(db, person, 'later', hours(5));
		expect(await calls()).toBe(before);
		// One call for all that is new in a transaction.
		await enqueue(db, person, 'now');
		await enqueue(db, person, 'now too');
		expect(await calls()).toBeLessThanOrEqual(before + 1);
		await db.rows('delete from net.http_request_queue');
		await db.rows('select private.send_due_deliveries()');
		const request = await db.row<{ url: string; key: string }>(
			`select url, headers ->> 'Authorization' as key from net.http_request_queue`
		);
		expect(request).toEqual({
			url: 'http://hospital.test/functions/v1/reminders',
			key: 'Bearer secret'
		});
	});
});
