import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

interface Reached {
	email: boolean;
	sms: boolean;
	language: string;
	quiet_from: string | null;
	quiet_until: string | null;
	time_zone: string;
	email_address: string | null;
	phone: string | null;
}

describe('how to reach a patient', () => {
	const reached = (db: TestDatabase, patientId: string) =>
		db.row<Reached>('select * from private.preferences_of($1)', [patientId]);
	const update = (db: TestDatabase, values: unknown[]) =>
		db.row('select * from public.update_preferences($1, $2, $3, $4, $5, $6)', values);

	test('who chose nothing is told by every channel, in English, at any hour', async ({ db }) => {
		await db.rows(`update public.hospital_settings set time_zone = 'Atlantic/Canary'`);
		const patient = await db.createPatient({ phone: '+34600111222' });
		expect(await reached(db, patient)).toEqual({
			email: true,
			sms: true,
			language: 'en',
			quiet_from: null,
			quiet_until: null,
			time_zone: 'Atlantic/Canary',
			email_address: null,
			phone: '+34600111222'
		});
	});

	test('the language is the one chosen, or the record’s, or the account’s', async ({ db }) => {
		const person = await db.createPortalPerson();
		await db.rows(`update public.profiles set locale = 'es' where id = $1`, [person.id]);
		expect((await reached(db, person.patientId)).language).toBe('es');
		await db.rows(`update public.patients set preferred_language = 'en-GB' where id = $1`, [
			person.patientId
		]);
		expect((await reached(db, person.patientId)).language).toBe('en');
		await db.rows(`update public.patients set preferred_language = 'fr' where id = $1`, [
			person.patientId
		]);
		expect((await reached(db, person.patientId)).language).toBe('es');
		await db.as(person, () => update(db, [person.patientId, true, true, 'en', null, null]));
		expect((await reached(db, person.patientId)).language).toBe('en');
	});

	test('a child without an address is written to at the parent’s', async ({ db }) => {
		const parent = await db.createPortalPerson();
		const child = await db.createPatient({ birthDate: '2020-01-02' });
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'parent')`,
			[parent.id, child]
		);
		expect((await reached(db, child)).email_address).toBe(parent.email);
		await db.rows(`update public.patients set email = 'own@lantern.example' where id = $1`, [
			child
		]);
		expect((await reached(db, child)).email_address).toBe('own@lantern.example');
	});

	test('the patient chooses, and reception may for them', async ({ db }) => {
		const person = await db.createPortalPerson();
		const desk = await db.createStaff('receptionist');
		await db.as(person, () => update(db, [person.patientId, true, false, 'es', '22:00', '07:30']));
		expect(await reached(db, person.patientId)).toMatchObject({
			email: true,
			sms: false,
			language: 'es',
			quiet_from: '22:00:00',
			quiet_until: '07:30:00'
		});
		await db.as(desk, () => update(db, [person.patientId, false, true, '', null, null]));
		expect(await reached(db, person.patientId)).toMatchObject({
			email: false,
			sms: true,
			quiet_from: null
		});
	});

	test('to a stranger the record is not there, and nothing is written', async ({ db }) => {
		const person = await db.createPortalPerson();
		const stranger = await db.createPortalPerson();
		const error = await db.refusal(stranger, () =>
			update(db, [person.patientId, false, false, null, null, null])
		);
		expect(error.code).toBe('PT404');
		expect(await reached(db, person.patientId)).toMatchObject({ email: true, sms: true });
	});

	test('quiet hours have a beginning and an end, and are not the whole day', async ({ db }) => {
		const person = await db.createPortalPerson();
		for (const [from, until, constraint] of [
			['22:00', null, 'notification_preferences_quiet_both'],
			['22:00', '22:00', 'notification_preferences_quiet_some']
		]) {
			const error = await db.refusal(person, () =>
				update(db, [person.patientId, true, true, null, from, until])
			);
			expect(error.constraint).toBe(constraint);
		}
	});
});

interface Redeemed {
	linked: boolean;
	error?: string;
	seconds?: number;
	patient_id?: string;
}

const birthDate = '2019-06-01';

const issue = (db: TestDatabase, desk: Person, patientId: string, relationship = 'parent') =>
	db.as(desk, () =>
		db.value<{ id: string; code: string }>('select public.issue_link_code($1, $2)', [
			patientId,
			relationship
		])
	);
const redeem = (db: TestDatabase, actor: Person, code: string, born: string = birthDate) =>
	db.as(actor, () => db.value<Redeemed>('select public.redeem_link_code($1, $2)', [code, born]));
const linked = (db: TestDatabase, person: Person) =>
	db.rows<{ patient_id: string; relationship: string; proof: string }>(
		'select patient_id, relationship, proof from public.portal_links where user_id = $1 order by created_at',
		[person.id]
	);

/** A desk, a child's record and somebody who is not linked to it. */
async function family(db: TestDatabase) {
	return {
		desk: await db.createStaff('receptionist'),
		child: await db.createPatient({ birthDate }),
		parent: await db.createPortalPerson()
	};
}

describe('a code from reception', () => {
	test('links the account that gives it with the birth date, once', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		const { code } = await issue(db, desk, child);
		expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/);

		expect(await redeem(db, parent, ` ${code.toLowerCase().replace('-', ' ')} `)).toMatchObject({
			linked: true,
			patient_id: child
		});
		expect(await linked(db, parent)).toContainEqual({
			patient_id: child,
			relationship: 'parent',
			proof: 'code'
		});
		const other = await db.createPortalPerson();
		expect(await redeem(db, other, code)).toEqual({ linked: false, error: 'LN014' });
	});

	test('one account answers for several children', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		const second = await db.createPatient({ birthDate });
		for (const id of [child, second]) {
			expect(await redeem(db, parent, (await issue(db, desk, id)).code)).toMatchObject({
				linked: true
			});
		}
		expect(
			await db.as(parent, () => db.rows('select id from public.patients order by birth_date'))
		).toHaveLength(3);
	});

	test('is kept as a hash only, and not in the audit log', async ({ db }) => {
		const { desk, child } = await family(db);
		const { code } = await issue(db, desk, child);
		for (const text of [code, code.replace('-', '')]) {
			expect(
				await db.value(
					`select (select string_agg(codes::text, '') from public.link_codes codes)
					 || (select string_agg(hashes::text, '') from private.link_code_hashes hashes)
					 || coalesce((select string_agg(events::text, '') from audit.events events where table_name = 'link_codes'), '')
					 like '%' || $1 || '%'`,
					[text]
				)
			).toBe(false);
		}
		expect(
			await db.value(
				`select count(*)::int from audit.events where table_name = 'link_codes' and after::text like '%hash%'`
			)
		).toBe(0);
	});

	test('wrong, used, withdrawn, out of date, of another birth date: one and the same answer', async ({
		db
	}) => {
		const { desk, child, parent } = await family(db);
		const answers: Redeemed[] = [await redeem(db, parent, 'ABCD-EFGH')];

		const withdrawn = await issue(db, desk, child);
		await db.as(desk, () => db.rows('select public.withdraw_link_code($1)', [withdrawn.id]));
		answers.push(await redeem(db, parent, withdrawn.code));

		const old = await issue(db, desk, child);
		await db.rows(
			`update public.link_codes set expires_at = now() - interval '1 second' where id = $1`,
			[old.id]
		);
		answers.push(await redeem(db, parent, old.code));

		const right = await issue(db, desk, child);
		answers.push(await redeem(db, parent, right.code, '2019-06-02'));

		expect(answers).toEqual(Array(4).fill({ linked: false, error: 'LN014' }));
		expect(await linked(db, parent)).toHaveLength(1);
	});

	test('five wrong ones make the account wait, longer each time, and the right one waits too', async ({
		db
	}) => {
		const { desk, child, parent } = await family(db);
		const { code } = await issue(db, desk, child);
		for (let n = 0; n < 5; n++) {
			expect(await redeem(db, parent, `WRNG-${n}${n}AA`)).toEqual({
				linked: false,
				error: 'LN014'
			});
		}
		expect(await redeem(db, parent, code)).toMatchObject({ linked: false, error: 'LN017' });
		expect((await redeem(db, parent, code)).seconds).toBeLessThanOrEqual(60);
		expect(await linked(db, parent)).toHaveLength(1);

		const over = () =>
			db.rows(
				`update private.attempts set locked_until = clock_timestamp() - interval '1 second' where user_id = $1`,
				[parent.id]
			);
		await over();
		expect((await redeem(db, parent, 'WRNG-WRNG')).error).toBe('LN014');
		const wait = (await redeem(db, parent, code)).seconds;
		expect(wait).toBeGreaterThan(60);
		expect(wait).toBeLessThanOrEqual(120);

		// Another account does not wait, and whoever waited long enough may go on.
		await over();
		expect(await redeem(db, parent, code)).toMatchObject({ linked: true });
		expect(
			await db.value('select failures from private.attempts where user_id = $1', [parent.id])
		).toBe(0);
	});

	test('many accounts do not help: five wrong birth dates end the code', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		const { code } = await issue(db, desk, child);
		for (let n = 1; n <= 5; n++) {
			await redeem(db, await db.createUser(), code, `2018-01-0${n}`);
		}
		expect(await redeem(db, parent, code)).toEqual({ linked: false, error: 'LN014' });
	});

	test('is not for whoever made it', async ({ db }) => {
		const { desk, child } = await family(db);
		const { code } = await issue(db, desk, child);
		expect((await db.refusal(desk, () => redeem(db, desk, code))).code).toBe('42501');
		expect(await linked(db, desk)).toEqual([]);
	});

	test('of somebody’s own record is refused while an account has it', async ({ db }) => {
		const { desk, parent } = await family(db);
		const error = await db.refusal(desk, () =>
			db.rows('select public.issue_link_code($1, $2)', [parent.patientId, 'self'])
		);
		expect(error.constraint).toBe('portal_links_one_self_per_patient');
	});

	test('for a second record of one’s own is refused, and stays good for the right person', async ({
		db
	}) => {
		const { desk, child, parent } = await family(db);
		const { code } = await issue(db, desk, child, 'self');
		expect((await db.refusal(parent, () => redeem(db, parent, code))).code).toBe('LN011');
		expect(await redeem(db, await db.createUser(), code)).toMatchObject({ linked: true });
	});

	test('a parent is a child’s; an adult has carers and guardians', async ({ db }) => {
		const { desk } = await family(db);
		const adult = await db.createPatient();
		const error = await db.refusal(desk, () => issue(db, desk, adult, 'parent'));
		expect(error).toMatchObject({ code: '22023', hint: 'p_relationship' });
		expect((await issue(db, desk, adult, 'guardian')).code).toBeTruthy();
	});
});

describe('registering with a record already', () => {
	const register = (db: TestDatabase, user: Person) =>
		db.as(user, () =>
			db.row<{ id: string }>(
				`select * from public.create_own_patient('José', 'Quetzalcóatl', '1971-03-04', 'male', null)`
			)
		);
	const existing = (db: TestDatabase) =>
		db.createPatient({
			givenName: 'Jose',
			familyName: 'Quetzalcoatl',
			birthDate: '1971-03-04'
		});
	const requests = (db: TestDatabase, userId: string) =>
		db.rows<{ id: string; status: string; existing_patient_id: string }>(
			'select id, status, existing_patient_id from public.link_requests where user_id = $1',
			[userId]
		);

	/** Somebody who has just registered again, and what reception has to decide. */
	async function registered(db: TestDatabase) {
		const old = await existing(db);
		const user = await db.createUser();
		const fresh = await register(db, user);
		const [request] = await requests(db, user.id);
		if (!request) throw new Error('no request was filed');
		return { old, user, fresh, request, desk: await db.createStaff('receptionist') };
	}

	test('is noted for reception, and the person learns nothing of it', async ({ db }) => {
		const { old, user, fresh, request, desk } = await registered(db);
		expect(request).toMatchObject({ status: 'pending', existing_patient_id: old });
		await db.as(user, async () => {
			expect(await db.rows('select id from public.patients')).toEqual([{ id: fresh.id }]);
			expect(await db.rows('select from public.link_requests')).toEqual([]);
			expect(await db.rows('select from public.notifications')).toEqual([]);
		});
		expect((await db.refusal(user, () => db.rows('select public.links_to_check()'))).code).toBe(
			'42501'
		);
		expect(
			await db.as(desk, () => db.rows('select kind, patient_id from public.links_to_check()'))
		).toContainEqual({ kind: 'request', patient_id: old });
	});

	test('with another name or another day is nothing to note', async ({ db }) => {
		await db.createPatient({
			givenName: 'Jose',
			familyName: 'Quetzalcoatl',
			birthDate: '1971-03-05'
		});
		await db.createPatient({
			givenName: 'Josefa',
			familyName: 'Quetzalcoatl',
			birthDate: '1971-03-04'
		});
		const user = await db.createUser();
		await register(db, user);
		expect(await requests(db, user.id)).toEqual([]);
	});

	test('confirmed at the desk: the account gets the record, the visits go with it', async ({
		db
	}) => {
		const { old, user, fresh, request, desk } = await registered(db);
		const doctor = await db.createDoctor();
		const visitType = await db.value<string>(
			`insert into public.visit_types (code, name, duration_minutes) values ('LINKED', 'Visit', 30) returning id`
		);
		const visit = await db.value<string>(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			 values ($1, $2, $3, now() + interval '2 days', now() + interval '2 days 30 minutes') returning id`,
			[fresh.id, doctor.doctorId, visitType]
		);

		await db.as(desk, () =>
			db.rows('select public.confirm_link_request($1, $2)', [request.id, 'Passport'])
		);

		expect(await linked(db, user)).toEqual([
			{ patient_id: old, relationship: 'self', proof: 'Passport' }
		]);
		expect(
			await db.as(user, () => db.rows('select id, patient_id from public.appointments'))
		).toEqual([{ id: visit, patient_id: old }]);
		expect(
			await db.row(
				'select archived_at is not null as archived, archived_reason from public.patients where id = $1',
				[fresh.id]
			)
		).toEqual({
			archived: true,
			archived_reason: `Duplicate of ${await db.value<string>('select mrn from public.patients where id = $1', [old])}`
		});
		expect(await requests(db, user.id)).toMatchObject([{ status: 'confirmed' }]);
		expect(
			await db.as(user, () => db.rows('select kind from public.notifications'))
		).toContainEqual({ kind: 'record_linked' });
		const again = await db.refusal(desk, () =>
			db.rows('select public.confirm_link_request($1, $2)', [request.id, 'Passport'])
		);
		expect(again.code).toBe('LN009');
	});

	test('confirmed, the calendar somebody follows and the time they were offered go with it', async ({
		db
	}) => {
		const { old, user, fresh, request, desk } = await registered(db);
		const doctor = await db.createDoctor();
		const visitType = await db.value<string>(
			`insert into public.visit_types (code, name, duration_minutes) values ('OFFERED', 'Visit', 30) returning id`
		);
		await db.rows(
			`insert into public.calendar_feeds (user_id, scope, patient_id, token_hash)
			 values ($1, 'patient', $2, private.token_hash('feed of the new record'))`,
			[user.id, fresh.id]
		);
		await db.rows(
			`with entry as (
				insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, status)
				values ($1, $2, $3, 'offered') returning id, patient_id
			 )
			 insert into public.waitlist_offers (entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at)
			 select id, patient_id, $3, $2, at, at + interval '30 minutes', at, now() + interval '1 hour'
			 from entry, (select now() + interval '3 days' as at) time`,
			[fresh.id, visitType, doctor.doctorId]
		);

		await db.as(desk, () =>
			db.rows('select public.confirm_link_request($1, $2)', [request.id, 'Passport'])
		);

		for (const table of ['calendar_feeds', 'waitlist_entries', 'waitlist_offers']) {
			expect(
				await db.rows(`select patient_id from public.${table} where patient_id = any ($1)`, [
					[old, fresh.id]
				]),
				table
			).toEqual([{ patient_id: old }]);
		}
	});

	test('is not confirmed once the new record holds a chart, and nothing moves', async ({ db }) => {
		const { user, fresh, request, desk } = await registered(db);
		await db.rows(
			`insert into public.allergies (patient_id, substance, severity) values ($1, 'Latex', 'mild')`,
			[fresh.id]
		);
		const error = await db.refusal(desk, () =>
			db.rows('select public.confirm_link_request($1, $2)', [request.id, 'Passport'])
		);
		expect(error.constraint).toBe('patient_references_refuse');
		expect(await linked(db, user)).toMatchObject([{ patient_id: fresh.id }]);
		expect(await requests(db, user.id)).toMatchObject([{ status: 'pending' }]);
	});

	test('is not confirmed without a document, nor by the person concerned', async ({ db }) => {
		const { user, request, desk } = await registered(db);
		const confirm = (document: string) =>
			db.rows('select public.confirm_link_request($1, $2)', [request.id, document]);
		expect(await db.refusal(desk, () => confirm(' '))).toMatchObject({
			code: '22023',
			hint: 'p_document'
		});
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'receptionist')`, [
			user.id
		]);
		expect((await db.refusal(user, () => confirm('Passport'))).code).toBe('42501');
	});

	/** What the message with a code says, when it is sent. */
	const sentCodes = (db: TestDatabase, patientId: string) =>
		db.rows<{ code: string | null; channel: string }>(
			`select channel, private.delivery_content(deliveries) ->> 'code' as code
			 from public.deliveries where patient_id = $1 and kind = 'link_code' order by channel`,
			[patientId]
		);

	/** A record with an address, and somebody who registers from that very address. */
	async function sameAddress(db: TestDatabase) {
		const old = await existing(db);
		const user = await db.createUser();
		await db.rows('update public.patients set email = upper($2) where id = $1', [old, user.email]);
		return { old, user };
	}

	test('from the record’s own, proved address: a code goes there and confirms without reception', async ({
		db
	}) => {
		const { old, user } = await sameAddress(db);
		await db.rows('update auth.users set email_confirmed_at = now() where id = $1', [user.id]);
		const fresh = await register(db, user);
		const [message] = await sentCodes(db, old);
		if (!message?.code) throw new Error('no code was sent');

		const other = await db.createUser();
		expect(await redeem(db, other, message.code, '1971-03-04')).toEqual({
			linked: false,
			error: 'LN014'
		});
		expect(await linked(db, user)).toMatchObject([{ patient_id: fresh.id }]);
		expect(await redeem(db, user, message.code, '1971-03-04')).toMatchObject({ linked: true });
		expect(await linked(db, user)).toEqual([
			{ patient_id: old, relationship: 'self', proof: 'matched' }
		]);
		expect(await requests(db, user.id)).toMatchObject([{ status: 'confirmed' }]);
		expect(await sentCodes(db, old)).toMatchObject([{ code: null }]);
	});

	test('no code goes to an address that is not proved, or that somebody may have left behind', async ({
		db
	}) => {
		const unproved = await sameAddress(db);
		await register(db, unproved.user);
		expect(await sentCodes(db, unproved.old)).toEqual([]);

		const left = await sameAddress(db);
		await db.rows('update auth.users set email_confirmed_at = now() where id = $1', [left.user.id]);
		const carer = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'carer')`,
			[carer.id, left.old]
		);
		await db.rows('delete from public.portal_links where user_id = $1', [carer.id]);
		await register(db, left.user);
		expect(await sentCodes(db, left.old)).toEqual([]);
		expect(await requests(db, left.user.id)).not.toEqual([]);

		// A parent writes the address of a second account of theirs into the child's record.
		const child = await existing(db);
		const [parent, second] = [await db.createUser(), await db.createUser()];
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'parent')`,
			[parent.id, child]
		);
		await db.rows('update auth.users set email_confirmed_at = now() where id = $1', [second.id]);
		await db.as(parent, () =>
			db.rows(
				`select public.update_own_particulars($1, jsonb_build_object('email', $2::text),
					(select updated_at from public.patients where id = $1))`,
				[child, second.email]
			)
		);
		await register(db, second);
		expect(await sentCodes(db, child)).toEqual([]);
		expect(await requests(db, second.id)).not.toEqual([]);
	});

	test('declined: both records stay, and the words fit either case', async ({ db }) => {
		const { user, fresh, request, desk } = await registered(db);
		await db.as(desk, () => db.rows('select public.decline_link_request($1)', [request.id]));
		expect(await linked(db, user)).toMatchObject([{ patient_id: fresh.id }]);
		expect(
			await db.as(user, () => db.rows('select kind, params from public.notifications'))
		).toEqual([{ kind: 'registration_checked', params: {} }]);
	});
});

describe('a link that is taken away', () => {
	const remove = (db: TestDatabase, userId: string, patientId: string) =>
		db.rows('select public.remove_portal_link($1, $2)', [userId, patientId]);

	test('is gone at the next statement, with its live channels', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		await redeem(db, parent, (await issue(db, desk, child)).code);
		const sees = () =>
			db.as(parent, () =>
				db.row(
					`select (select count(*)::int from public.patients where id = $1) as record,
						private.may_on_topic('patient:' || $1, 'hear') as visits, private.may_on_topic('record:' || $1, 'hear') as particulars`,
					[child]
				)
			);
		expect(await sees()).toEqual({ record: 1, visits: true, particulars: true });
		await db.as(desk, () => remove(db, parent.id, child));
		expect(await sees()).toEqual({ record: 0, visits: false, particulars: false });
		expect(
			await db.value(
				`select count(*)::int > 0 from realtime.messages where topic = 'user:' || $1 and event = 'access_changed'`,
				[parent.id]
			)
		).toBe(true);
		expect(
			await db.as(parent, () => db.rows('select kind from public.notifications'))
		).toContainEqual({ kind: 'record_unlinked' });
	});

	test('a child does not take its parents away; a grown-up takes a carer’s', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		const teenager = await db.createUser();
		await redeem(db, parent, (await issue(db, desk, child)).code);
		await redeem(db, teenager, (await issue(db, desk, child, 'self')).code);
		expect((await db.refusal(teenager, () => remove(db, parent.id, child))).code).toBe('42501');
		await db.rows(`update public.patients set birth_date = '1999-01-01' where id = $1`, [child]);
		await db.as(teenager, () => remove(db, parent.id, child));
		expect(await linked(db, parent)).toHaveLength(1);
	});

	test('one leaves a dependant, not oneself; a stranger’s link is not there', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		await redeem(db, parent, (await issue(db, desk, child)).code);
		const stranger = await db.createPortalPerson();
		expect((await db.refusal(stranger, () => remove(db, parent.id, child))).code).toBe('PT404');
		expect((await db.refusal(parent, () => remove(db, parent.id, parent.patientId))).code).toBe(
			'42501'
		);
		await db.as(parent, () => remove(db, parent.id, child));
		expect(await linked(db, parent)).toHaveLength(1);
	});
});

describe('a child who has come of age', () => {
	test('is flagged for reception and goes on being seen until it decides', async ({ db }) => {
		const { desk, child, parent } = await family(db);
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship, created_at)
			 values ($1, $2, 'parent', now() - interval '3 years')`,
			[parent.id, child]
		);
		const flagged = () =>
			db.as(desk, () =>
				db.rows(`select kind from public.links_to_check() where patient_id = $1`, [child])
			);
		const turns = (age: string) =>
			db.rows(
				`update public.patients set birth_date = (now() at time zone
					(select time_zone from public.hospital_settings))::date - $2::interval where id = $1`,
				[child, age]
			);
		await turns('17 years 11 months');
		expect(await flagged()).toEqual([]);
		await turns('18 years');
		expect(await flagged()).toEqual([{ kind: 'of_age' }]);
		expect(
			await db.as(parent, () => db.rows('select from public.patients where id = $1', [child]))
		).toHaveLength(1);

		await db.as(desk, () => db.rows('select public.keep_as_carer($1, $2)', [parent.id, child]));
		expect(await flagged()).toEqual([]);
		expect(await linked(db, parent)).toContainEqual(
			expect.objectContaining({ patient_id: child, relationship: 'carer' })
		);
	});
});

describe('particulars', () => {
	const version = (db: TestDatabase, id: string) =>
		db.value<string>('select updated_at::text from public.patients where id = $1', [id]);
	const update = (db: TestDatabase, id: string, patient: object, seen: string) =>
		db.row('select * from public.update_own_particulars($1, $2, $3)', [
			id,
			JSON.stringify(patient),
			seen
		]);

	test('a person changes how to reach them, and not who they are', async ({ db }) => {
		const person = await db.createPortalPerson({ givenName: 'Ana' });
		const seen = await version(db, person.patientId);
		const error = await db.refusal(person, () =>
			update(db, person.patientId, { given_name: 'Eve' }, seen)
		);
		expect(error).toMatchObject({ code: '22023', hint: 'given_name' });
		expect(
			await db.as(person, () =>
				update(db, person.patientId, { phone: '+34600111222', city: 'Vigo' }, seen)
			)
		).toMatchObject({ given_name: 'Ana', phone: '+34600111222', city: 'Vigo' });
	});

	test('what somebody else changed meanwhile is not overwritten', async ({ db }) => {
		const person = await db.createPortalPerson();
		const seen = await version(db, person.patientId);
		await db.as(person, () => update(db, person.patientId, { city: 'Vigo' }, seen));
		const error = await db.refusal(person, () =>
			update(db, person.patientId, { city: 'Lugo' }, seen)
		);
		expect(error.code).toBe('LN009');
		expect(
			await db.value('select city from public.patients where id = $1', [person.patientId])
		).toBe('Vigo');
	});

	test('a record with visits to come is not archived; another is, and comes back', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const patient = await db.createPatient({ familyName: 'Quetzalcoatlzin' });
		const doctor = await db.createDoctor();
		const visitType = await db.value<string>(
			`insert into public.visit_types (code, name, duration_minutes) values ('ARCHIVE', 'Visit', 30) returning id`
		);
		await db.rows(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			 values ($1, $2, $3, now() + interval '2 days', now() + interval '2 days 30 minutes')`,
			[patient, doctor.doctorId, visitType]
		);
		const archive = async () =>
			db.row('select * from public.archive_patient($1, $2, $3)', [
				patient,
				'Moved abroad',
				await version(db, patient)
			]);
		const found = () =>
			db.as(desk, () => db.rows(`select id from public.search_patients('Quetzalcoatlzin')`));
		expect((await db.refusal(desk, archive)).constraint).toBe('patients_archived_gone');
		await db.rows(`update public.appointments set status = 'cancelled' where patient_id = $1`, [
			patient
		]);
		expect(await db.as(desk, archive)).toMatchObject({ archived_reason: 'Moved abroad' });
		expect(await found()).toEqual([]);
		await db.as(desk, async () =>
			db.row('select * from public.restore_patient($1, $2)', [patient, await version(db, patient)])
		);
		expect(await found()).toEqual([{ id: patient }]);
	});
});

test('a colleague’s account that is linked to a record is told to them and to those who manage access, by whatever way', async ({
	db
}) => {
	const [desk, admin, colleague] = [
		await db.createStaff('receptionist', { name: 'Rita Desk' }),
		await db.createStaff('admin'),
		await db.createStaff('nurse', { name: 'Nora Nurse' })
	];
	const [first, second] = [await db.createPatient(), await db.createPatient({ birthDate })];
	await db.as(desk, () =>
		db.rows(`select public.link_account($1, $2, 'carer', 'x')`, [first, colleague.email])
	);
	const { code } = await issue(db, desk, second, 'carer');
	await redeem(db, colleague, code);
	const told = (person: Person) =>
		db.rows(
			`select params ->> 'colleague' as colleague, params ->> 'by' as by, link, severity
			from public.notifications where user_id = $1 and kind = 'colleague_linked' order by created_at`,
			[person.id]
		);
	const both = [
		{ colleague: 'Nora Nurse', by: 'Rita Desk', link: `/patients/${first}`, severity: 'warning' },
		{ colleague: 'Nora Nurse', by: null, link: `/patients/${second}`, severity: 'warning' }
	];
	expect([await told(admin), await told(colleague)]).toEqual([both, both]);

	const patient = await db.createUser();
	await db.as(desk, () =>
		db.rows(`select public.link_account($1, $2, 'carer', 'Passport')`, [first, patient.email])
	);
	expect((await told(admin)).length).toBe(2);
});
