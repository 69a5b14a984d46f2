import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import {
	at,
	book,
	createClinicDoctor,
	createVisitType,
	freeSlots,
	insertVisit
} from '../../support/clinic.ts';
import {
	connect,
	databaseUrl,
	describe,
	expect,
	takeAway,
	test,
	testApart,
	TestDatabase,
	type Person,
	type PortalPerson
} from '../../support/database.ts';

interface Entry extends Record<string, unknown> {
	id: string;
	patient_id: string;
	appointment_id: string | null;
	status: string;
	urgency: string;
}

interface Offer extends Record<string, unknown> {
	id: string;
	entry_id: string;
	starts_at: Date;
	expires_at: Date;
	status: string;
}

interface Accepted extends Record<string, unknown> {
	starts_at: Date;
	status: string;
}

interface Wish {
	patientId: string;
	visitTypeId: string;
	doctorId?: string | null;
	specialtyId?: string | null;
	earliestOn?: string | null;
	latestOn?: string | null;
	weekdays?: number[] | null;
	fromTime?: string | null;
	untilTime?: string | null;
	urgency?: string;
	appointmentId?: string | null;
}

/** `join_waitlist` as whoever the transaction is now. */
const join = (db: TestDatabase, wish: Wish) =>
	db.row<Entry>(
		'select * from public.join_waitlist($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, $11)',
		[
			wish.patientId,
			wish.visitTypeId,
			wish.doctorId ?? null,
			wish.specialtyId ?? null,
			wish.earliestOn ?? null,
			wish.latestOn ?? null,
			wish.weekdays ?? null,
			wish.fromTime ?? null,
			wish.untilTime ?? null,
			wish.urgency ?? 'routine',
			wish.appointmentId ?? null
		]
	);

/** Runs what waits for the end of the transaction, which a test's never comes to. */
async function settle(db: TestDatabase) {
	await db.rows('set constraints all immediate');
	await db.rows('set constraints all deferred');
}

const entryOf = (db: TestDatabase, id: string) =>
	db.row<Entry>('select * from public.waitlist_entries where id = $1', [id]);

const offersOf = (db: TestDatabase, doctorId: string) =>
	db.rows<Offer>(
		'select * from public.waitlist_offers where doctor_id = $1 order by created_at, status',
		[doctorId]
	);

const openOffer = (db: TestDatabase, doctorId: string) =>
	db.row<Offer>(`select * from public.waitlist_offers where doctor_id = $1 and status = 'open'`, [
		doctorId
	]);

const accept = (db: TestDatabase, offerId: string) =>
	db.row('select * from public.accept_offer($1)', [offerId]);

const decline = (db: TestDatabase, offerId: string) =>
	db.row('select * from public.decline_offer($1)', [offerId]);

const runJob = (db: TestDatabase) => db.rows('select private.run_waitlist()');

const lapse = async (db: TestDatabase, offerId: string) => {
	await db.rows(
		`update public.waitlist_offers set expires_at = now() - interval '1 second' where id = $1`,
		[offerId]
	);
	await runJob(db);
};

/** Joins in the order given: in one transaction all would have joined at the same moment. */
const since = (db: TestDatabase, entry: Entry, minutesAgo: number) =>
	db.rows(
		'update public.waitlist_entries set joined_at = now() - make_interval(mins => $2) where id = $1',
		[entry.id, minutesAgo]
	);

/** A doctor of whose morning three days ahead 09:00 is taken, and two people who wait for it. */
async function clinic(db: TestDatabase) {
	const doctor = await createClinicDoctor(db, { starts: '09:00', ends: '10:00' });
	const visitTypeId = await createVisitType(db);
	const desk = await db.createStaff('receptionist');
	const holder = await db.createPortalPerson();
	const place = {
		patientId: holder.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: at(3, '09:00')
	};
	const visit = await insertVisit(db, place);
	const first = await db.createPortalPerson({ givenName: 'Ana' });
	const second = await db.createPortalPerson({ givenName: 'Bea' });
	const wish = (person: PortalPerson, more: Partial<Wish> = {}) =>
		db.as(person, () =>
			join(db, {
				patientId: person.patientId,
				visitTypeId,
				doctorId: doctor.doctorId,
				...more
			})
		);
	const free = async () => {
		await db.as(holder, () =>
			db.rows('select from public.cancel_appointment($1, null)', [visit.id])
		);
		await settle(db);
	};
	return { doctor, visitTypeId, desk, holder, place, visit, first, second, wish, free };
}

describe('joining the list', () => {
	test('is for oneself, or for anybody with waitlist.manage', async ({ db }) => {
		const { first, second, doctor, visitTypeId, wish, desk } = await clinic(db);
		expect(await wish(first)).toMatchObject({ status: 'waiting', urgency: 'routine' });
		const other = { patientId: second.patientId, visitTypeId, doctorId: doctor.doctorId };
		expect((await db.refusal(first, () => join(db, other))).code).toBe('42501');
		expect(await db.as(desk, () => join(db, { ...other, urgency: 'urgent' }))).toMatchObject({
			patient_id: second.patientId,
			urgency: 'urgent'
		});
	});

	test('twice for the same is refused, for another doctor it is not', async ({ db }) => {
		const { first, doctor, visitTypeId, wish } = await clinic(db);
		const entry = await wish(first);
		const again = await db.refusal(first, () =>
			join(db, { patientId: first.patientId, visitTypeId, doctorId: doctor.doctorId })
		);
		expect(again.code).toBe('LN015');
		await wish(first, { doctorId: null, specialtyId: doctor.specialtyId });
		await db.as(first, () => db.rows('select public.withdraw_from_waitlist($1)', [entry.id]));
		expect(await wish(first)).toMatchObject({ status: 'waiting' });
	});

	test('nobody calls themselves urgent', async ({ db }) => {
		const { first, doctor, visitTypeId } = await clinic(db);
		const refusal = await db.refusal(first, () =>
			join(db, {
				patientId: first.patientId,
				visitTypeId,
				doctorId: doctor.doctorId,
				urgency: 'urgent'
			})
		);
		expect([refusal.code, refusal.hint]).toEqual(['42501', 'p_urgency']);
	});

	test('what makes no sense is refused by name', async ({ db }) => {
		const { first, doctor, visitTypeId } = await clinic(db);
		const wrong = async (more: Partial<Wish>) => {
			const refusal = await db.refusal(first, () =>
				join(db, {
					patientId: first.patientId,
					visitTypeId,
					doctorId: doctor.doctorId,
					...more
				})
			);
			return `${refusal.code} ${refusal.hint}`;
		};
		expect(await wrong({ doctorId: null })).toBe('22023 p_doctor_id');
		expect(await wrong({ specialtyId: doctor.specialtyId })).toBe('22023 p_doctor_id');
		expect(await wrong({ latestOn: '2020-01-01' })).toBe('22023 p_latest_on');
		expect(await wrong({ weekdays: [] })).toBe('22023 p_weekdays');
		expect(await wrong({ weekdays: [8] })).toBe('22023 p_weekdays');
		expect(await wrong({ fromTime: '12:00', untilTime: '09:00' })).toBe('22023 p_until_time');
		expect(await wrong({ urgency: 'yesterday' })).toBe('22023 p_urgency');
	});

	test('everybody learns their own place and nobody else’s', async ({ db }) => {
		const { first, second, wish, desk } = await clinic(db);
		const [one, two] = [await wish(first), await wish(second)];
		await since(db, one, 60);
		const places = () =>
			db.rows<{ entry_id: string; place: number }>(
				'select * from public.waitlist_places($1) order by place',
				[[one.id, two.id]]
			);
		expect(await db.as(second, places)).toEqual([{ entry_id: two.id, place: 2 }]);
		expect(await db.as(desk, places)).toHaveLength(2);
	});
});

describe('a freed time', () => {
	test('is offered to who waits longest, in the app and to be answered within the hour', async ({
		db
	}) => {
		const { doctor, first, second, wish, free, place } = await clinic(db);
		const [later, earlier] = [await wish(first), await wish(second)];
		await since(db, earlier, 60);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		expect(offer).toMatchObject({ entry_id: earlier.id });
		expect(offer.starts_at.toISOString()).toBe(place.startsAt);
		expect(offer.expires_at.getTime() - Date.now()).toBeGreaterThan(59 * 60_000 - 30_000);
		expect(offer.expires_at.getTime() - Date.now()).toBeLessThanOrEqual(60 * 60_000);
		expect((await entryOf(db, earlier.id)).status).toBe('offered');
		expect((await entryOf(db, later.id)).status).toBe('waiting');
		expect(
			await db.rows('select link from public.notifications where user_id = $1 and kind = $2', [
				second.id,
				'waitlist_offer'
			])
		).toEqual([{ link: '/portal/waitlist' }]);
	});

	test('goes to the urgent before those who wait longer', async ({ db }) => {
		const { doctor, first, second, wish, free, desk, visitTypeId } = await clinic(db);
		await since(db, await wish(first), 60);
		const urgent = await db.as(desk, () =>
			join(db, {
				patientId: second.patientId,
				visitTypeId,
				doctorId: doctor.doctorId,
				urgency: 'urgent'
			})
		);
		await free();
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: urgent.id });
	});

	test('is offered to those only whom it fits', async ({ db }) => {
		const { doctor, first, wish, free, visitTypeId } = await clinic(db);
		const weekday = (new Date(at(3, '09:00')).getUTCDay() + 6) % 7; // 0 Monday
		await db.rows(`update public.hospital_settings set time_zone = 'UTC'`);
		const misfits: Partial<Wish>[] = [
			{ weekdays: [((weekday + 1) % 7) + 1] },
			{ earliestOn: at(4, '00:00').slice(0, 10) },
			{ latestOn: at(2, '00:00').slice(0, 10) },
			{ fromTime: '10:00' },
			{ untilTime: '09:00' },
			// Longer than the doctor is there.
			{ visitTypeId: await createVisitType(db, { duration: 90 }) },
			{ doctorId: (await createClinicDoctor(db)).doctorId }
		];
		for (const misfit of misfits) {
			const person = await db.createPortalPerson();
			await since(db, await wish(person, misfit), 60);
		}
		const fitting = await wish(first, {
			doctorId: null,
			specialtyId: doctor.specialtyId,
			visitTypeId,
			weekdays: [weekday + 1],
			earliestOn: at(3, '00:00').slice(0, 10),
			latestOn: at(3, '00:00').slice(0, 10),
			fromTime: '09:00',
			untilTime: '09:30'
		});
		await free();
		const offered = await offersOf(db, doctor.doctorId);
		expect(await Promise.all(offered.map(({ entry_id }) => entryOf(db, entry_id)))).toEqual([
			{ ...fitting, status: 'offered', updated_at: expect.any(Date) as Date }
		]);
	});

	test('is not offered to who has a visit then', async ({ db }) => {
		const { doctor, first, second, wish, free, visitTypeId } = await clinic(db);
		await since(db, await wish(first), 60);
		const next = await wish(second);
		await insertVisit(db, {
			patientId: first.patientId,
			doctorId: (await createClinicDoctor(db)).doctorId,
			visitTypeId,
			startsAt: at(3, '09:15')
		});
		await free();
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: next.id });
	});

	test('is simply free when nobody waits for it', async ({ db }) => {
		const { doctor, first, free, visitTypeId } = await clinic(db);
		await free();
		expect(await offersOf(db, doctor.doctorId)).toEqual([]);
		expect(
			await db.as(first, () =>
				freeSlots(db, doctor.doctorId, visitTypeId, at(3, '09:00'), at(3, '09:30'))
			)
		).toEqual([at(3, '09:00')]);
	});

	test('is offered when a visit moves away, too', async ({ db }) => {
		const { doctor, first, wish, holder, visit } = await clinic(db);
		const entry = await wish(first, { untilTime: '23:00' });
		await db.as(holder, () =>
			db.rows('select from public.reschedule_appointment($1, $2, null)', [visit.id, at(3, '09:30')])
		);
		await settle(db);
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: entry.id });
	});

	test('of a visit that was put where another had been is not offered', async ({ db }) => {
		const { doctor, first, wish, visit, place } = await clinic(db);
		await wish(first);
		const other = await insertVisit(db, {
			...place,
			patientId: await db.createPatient(),
			startsAt: at(3, '09:30')
		});
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		await db.rows('update public.appointments set starts_at = $2, ends_at = $3 where id = $1', [
			other.id,
			at(3, '09:00'),
			at(3, '09:30')
		]);
		await settle(db);
		const starts = (await offersOf(db, doctor.doctorId)).map((offer) =>
			offer.starts_at.toISOString()
		);
		expect(starts).toEqual([at(3, '09:30')]);
	});

	test('that leave gave back is offered by the job', async ({ db }) => {
		const { doctor, first, wish, visit } = await clinic(db);
		await db.rows('delete from public.appointments where id = $1', [visit.id]);
		const leave = await db.value<string>(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'leave', $2, $3) returning id`,
			[doctor.doctorId, at(3, '00:00'), at(4, '00:00')]
		);
		const entry = await wish(first);
		await db.rows('delete from public.availability_exceptions where id = $1', [leave]);
		await runJob(db);
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: entry.id });
	});

	testApart(
		'that cannot be offered is in nobody else’s way, and is tried again',
		async ({ db }) => {
			const one = await clinic(db);
			const other = await clinic(db);
			const waiting = [await one.wish(one.first), await other.wish(other.first)];
			await db.rows(`
			create function private.break_offers() returns trigger language plpgsql as $$
			begin
				if new.doctor_id = '${one.doctor.doctorId}' then raise exception 'broken'; end if;
				return new;
			end $$;
			create trigger waitlist_offers_000_break before insert on public.waitlist_offers
			for each row execute function private.break_offers();
		`);
			await one.free();
			await other.free();
			await db.rows('delete from public.waitlist_offers');
			await db.rows(`update public.waitlist_entries set status = 'waiting', latest_on = null`);
			await db.rows(
				`insert into private.waitlist_looks (doctor_id, starts_at, ends_at)
			select id, now(), now() + interval '10 days' from unnest($1::uuid[]) id`,
				[[one.doctor.doctorId, other.doctor.doctorId]]
			);
			await runJob(db);
			expect(await entryOf(db, waiting[1]?.id ?? '')).toMatchObject({ status: 'offered' });
			expect(await entryOf(db, waiting[0]?.id ?? '')).toMatchObject({ status: 'waiting' });
			expect(
				await db.rows(`select item from private.job_failures where job = 'waitlist_lapse'`)
			).toEqual([{ item: one.doctor.doctorId }]);
			await db.rows('drop trigger waitlist_offers_000_break on public.waitlist_offers');
			await runJob(db);
			expect(await entryOf(db, waiting[0]?.id ?? '')).toMatchObject({ status: 'offered' });
			expect(await db.count('select from private.job_failures')).toBe(0);
		}
	);

	test('of hours that were added is offered by the job', async ({ db }) => {
		const { doctor, first, wish } = await clinic(db);
		const entry = await wish(first, { fromTime: '18:00' });
		await runJob(db);
		expect(await offersOf(db, doctor.doctorId)).toEqual([]);
		await db.rows(
			`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone)
			select $1, weekday, '18:00', '19:00', 'UTC' from generate_series(1, 7) as weekday`,
			[doctor.doctorId]
		);
		await runJob(db);
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: entry.id });
	});

	test('offered in somebody’s quiet hours leaves the time to answer for after them', async ({
		db
	}) => {
		const { doctor, first, wish, free } = await clinic(db);
		await db.rows(
			`insert into public.notification_preferences (patient_id, quiet_from, quiet_until)
			-- What the clock shows then: it may be set forward or back meanwhile.
			select $1, ((now() - interval '1 hour') at time zone time_zone)::time,
				((now() + interval '5 hours') at time zone time_zone)::time
			from public.hospital_settings`,
			[first.patientId]
		);
		await wish(first);
		await free();
		const { expires_at } = await openOffer(db, doctor.doctorId);
		const minutes = (expires_at.getTime() - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(5.9 * 60);
		expect(minutes).toBeLessThanOrEqual(6 * 60);
	});

	test('near at hand leaves less time to answer, and too near is offered to nobody', async ({
		db
	}) => {
		const expiry = (minutes: number, visitTypeId: string) =>
			db.value<number | null>(
				`select (extract(epoch from private.offer_expiry(now() + make_interval(mins => $1), $2) - now()) / 60)::float8`,
				[minutes, visitTypeId]
			);
		const visitTypeId = await createVisitType(db);
		const withNotice = await createVisitType(db, { notice: 120 });
		expect(await expiry(60 * 24, visitTypeId)).toBe(60);
		expect(await expiry(60, visitTypeId)).toBe(30);
		expect(await expiry(8, visitTypeId)).toBeNull();
		expect(await expiry(180, withNotice)).toBe(30);
		expect(await expiry(125, withNotice)).toBeNull();
	});
});

describe('while an offer is open', () => {
	test('nobody else is shown the time or gets it, and is told why', async ({ db }) => {
		const { doctor, first, second, wish, free, place, desk, visitTypeId } = await clinic(db);
		await wish(first);
		await free();
		const shown = () => freeSlots(db, doctor.doctorId, visitTypeId, at(3, '09:00'), at(3, '10:00'));
		for (const person of [first, second, desk, doctor]) {
			expect(await db.as(person, shown)).toEqual([at(3, '09:30')]);
		}
		for (const person of [second, desk]) {
			const refusal = await db.refusal(person, () =>
				book(db, { ...place, patientId: second.patientId })
			);
			expect(refusal.code).toBe('LN012');
		}
		const visit = await insertVisit(db, {
			...place,
			patientId: second.patientId,
			startsAt: at(3, '09:30')
		});
		const moved = await db.refusal(second, () =>
			db.rows('select from public.reschedule_appointment($1, $2, null)', [visit.id, at(3, '09:00')])
		);
		expect(moved.code).toBe('LN012');
	});

	test('accepting books the time', async ({ db }) => {
		const { doctor, first, wish, free, place } = await clinic(db);
		const entry = await wish(first);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		const visit = await db.as(first, () => accept(db, offer.id));
		expect(visit).toMatchObject({
			patient_id: first.patientId,
			doctor_id: doctor.doctorId,
			status: 'confirmed',
			booked_by: first.id
		});
		expect((visit.starts_at as Date).toISOString()).toBe(place.startsAt);
		expect(await entryOf(db, entry.id)).toMatchObject({
			status: 'booked',
			appointment_id: visit.id
		});
		expect((await db.refusal(first, () => accept(db, offer.id))).code).toBe('LN013');
		expect((await db.refusal(first, () => decline(db, offer.id))).code).toBe('LN013');
	});

	test('accepting moves the visit it was to bring forward, and its time goes to the next', async ({
		db
	}) => {
		const { doctor, first, second, wish, free, place } = await clinic(db);
		const later = await insertVisit(db, {
			...place,
			patientId: first.patientId,
			startsAt: at(3, '09:30')
		});
		await wish(first, { appointmentId: later.id });
		await since(db, await wish(second, { fromTime: '09:30' }), -1);
		await db.rows(`update public.hospital_settings set time_zone = 'UTC'`);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		const visit = await db.as(first, () => accept(db, offer.id));
		await settle(db);
		expect(visit.id).toBe(later.id);
		expect((visit.starts_at as Date).toISOString()).toBe(at(3, '09:00'));
		const next = await openOffer(db, doctor.doctorId);
		expect(next).toMatchObject({ patient_id: second.patientId });
		expect(next.starts_at.toISOString()).toBe(at(3, '09:30'));
	});

	test('accepting moves a visit of a kind that wants confirming to a request', async ({ db }) => {
		const { doctor, visitTypeId, first, wish, free, place } = await clinic(db);
		await db.rows('update public.visit_types set requires_confirmation = true where id = $1', [
			visitTypeId
		]);
		const later = await insertVisit(db, {
			...place,
			patientId: first.patientId,
			startsAt: at(3, '09:30')
		});
		await wish(first, { appointmentId: later.id });
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		const visit = await db.as(first, () => accept(db, offer.id));
		expect([visit.id, visit.status]).toEqual([later.id, 'requested']);
	});

	test('a later time is not offered to who wants an earlier one', async ({ db }) => {
		const { doctor, first, wish, free, place } = await clinic(db);
		const sooner = await insertVisit(db, {
			...place,
			patientId: first.patientId,
			startsAt: at(2, '09:00')
		});
		await wish(first, { appointmentId: sooner.id });
		await free();
		expect(await offersOf(db, doctor.doctorId)).toEqual([]);
	});

	test('declining asks the next, keeps the place, and is not asked about that time again', async ({
		db
	}) => {
		const { doctor, first, second, wish, free } = await clinic(db);
		const [one, two] = [await wish(first), await wish(second)];
		await since(db, one, 60);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		await db.as(first, () => decline(db, offer.id));
		const next = await openOffer(db, doctor.doctorId);
		expect(next).toMatchObject({ entry_id: two.id });
		expect((await entryOf(db, one.id)).status).toBe('waiting');
		await db.as(second, () => decline(db, next.id));
		expect((await offersOf(db, doctor.doctorId)).map(({ status }) => status)).toEqual([
			'declined',
			'declined'
		]);
	});

	test('not answering in time is too late, and the next is asked', async ({ db }) => {
		const { doctor, first, second, wish, free, visitTypeId } = await clinic(db);
		const [one, two] = [await wish(first), await wish(second)];
		await since(db, one, 60);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		await db.rows(
			`update public.waitlist_offers set expires_at = now() - interval '1 second' where id = $1`,
			[offer.id]
		);
		expect((await db.refusal(first, () => accept(db, offer.id))).code).toBe('LN013');
		expect(
			await db.as(second, () =>
				freeSlots(db, doctor.doctorId, visitTypeId, at(3, '09:00'), at(3, '09:30'))
			)
		).toEqual([at(3, '09:00')]);
		await runJob(db);
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: two.id });
		expect((await entryOf(db, one.id)).status).toBe('waiting');
		await lapse(db, (await openOffer(db, doctor.doctorId)).id);
		expect((await offersOf(db, doctor.doctorId)).map(({ status }) => status)).toEqual([
			'lapsed',
			'lapsed'
		]);
	});

	test('the patient is written to once, and no more when they have answered', async ({ db }) => {
		const { doctor, first, wish, free } = await clinic(db);
		await db.rows(`update public.patients set email = 'ana@example.org' where id = $1`, [
			first.patientId
		]);
		await wish(first);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		const written = () =>
			db.rows(
				`select channel, kind, status, expires_at from public.deliveries
				where patient_id = $1 and kind = 'waitlist_offer'`,
				[first.patientId]
			);
		expect(await written()).toEqual([
			{
				channel: 'email',
				kind: 'waitlist_offer',
				status: 'pending',
				expires_at: offer.expires_at
			}
		]);
		await db.as(first, () => decline(db, offer.id));
		expect(await written()).toMatchObject([{ status: 'cancelled' }]);
	});

	test('leaving the list passes the time on', async ({ db }) => {
		const { doctor, first, second, wish, free } = await clinic(db);
		const [one, two] = [await wish(first), await wish(second)];
		await since(db, one, 60);
		await free();
		await db.as(first, () => db.rows('select public.withdraw_from_waitlist($1)', [one.id]));
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: two.id });
		expect((await entryOf(db, one.id)).status).toBe('withdrawn');
	});

	test('reception answers for who is on the phone; others may not', async ({ db }) => {
		const { doctor, first, second, wish, free, desk } = await clinic(db);
		await wish(first);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		expect((await db.refusal(second, () => accept(db, offer.id))).code).toBe('PT404');
		expect((await db.refusal(doctor, () => accept(db, offer.id))).code).toBe('42501');
		expect(await db.as(desk, () => accept(db, offer.id))).toMatchObject({
			patient_id: first.patientId,
			booked_by: desk.id
		});
	});
});

describe('the link in a message', () => {
	const issue = (db: TestDatabase, offerId: string) =>
		db.value<string>('select private.issue_offer_token($1)', [offerId]);

	test('shows and accepts the offer without an account, once', async ({ db }) => {
		const { doctor, first, wish, free, place } = await clinic(db);
		await wish(first);
		await free();
		const offer = await openOffer(db, doctor.doctorId);
		const [mail, text] = [await issue(db, offer.id), await issue(db, offer.id)];
		const seen = await db.as('anon', () =>
			db.row('select * from public.offer_by_link($1)', [mail])
		);
		expect(seen).toMatchObject({ doctor_name: doctor.name, visit_type_name: 'Consultation' });
		expect(seen.requires_confirmation).toBe(false);
		const visit = await db.as('anon', () =>
			db.row<Accepted>('select * from public.accept_offer_by_link($1)', [text])
		);
		expect(visit.starts_at.toISOString()).toBe(place.startsAt);
		expect(visit.status).toBe('confirmed');
		for (const token of [mail, text, 'unknown']) {
			const refusal = await db.refusal('anon', () =>
				db.rows('select public.accept_offer_by_link($1)', [token])
			);
			expect(refusal.code).toBe('LN014');
			expect(
				await db.as('anon', () => db.rows('select * from public.offer_by_link($1)', [token]))
			).toEqual([]);
		}
		expect(await db.count('select from private.offer_links where token_hash = $1', [mail])).toBe(0);
	});

	test('says of a kind of visit that must be confirmed that it is a request', async ({ db }) => {
		const { doctor, first, wish, free, visitTypeId } = await clinic(db);
		await db.rows('update public.visit_types set requires_confirmation = true where id = $1', [
			visitTypeId
		]);
		await wish(first);
		await free();
		const token = await issue(db, (await openOffer(db, doctor.doctorId)).id);
		const seen = await db.as('anon', () =>
			db.row('select * from public.offer_by_link($1)', [token])
		);
		expect(seen.requires_confirmation).toBe(true);
		const visit = await db.as('anon', () =>
			db.row<Accepted>('select * from public.accept_offer_by_link($1)', [token])
		);
		expect(visit.status).toBe('requested');
	});

	test('declines, and is of no use after its time', async ({ db }) => {
		const { doctor, first, second, wish, free } = await clinic(db);
		await since(db, await wish(first), 60);
		await wish(second);
		await free();
		const token = await issue(db, (await openOffer(db, doctor.doctorId)).id);
		await db.as('anon', () => db.rows('select public.decline_offer_by_link($1)', [token]));
		const next = await openOffer(db, doctor.doctorId);
		const late = await issue(db, next.id);
		await db.rows('update public.waitlist_offers set expires_at = now() where id = $1', [next.id]);
		const refusal = await db.refusal('anon', () =>
			db.rows('select public.accept_offer_by_link($1)', [late])
		);
		expect(refusal.code).toBe('LN014');
	});
});

describe('at the desk', () => {
	const offerTime = (db: TestDatabase, entryId: string, doctorId: string, startsAt: string) =>
		db.row<Offer>('select * from public.offer_time($1, $2, $3)', [entryId, doctorId, startsAt]);

	test('a free time is offered by hand, past the line', async ({ db }) => {
		const { doctor, first, second, wish, desk } = await clinic(db);
		await since(db, await wish(first), 60);
		const entry = await wish(second);
		const offer = await db.as(desk, () => offerTime(db, entry.id, doctor.doctorId, at(3, '09:30')));
		expect(offer).toMatchObject({ entry_id: entry.id, status: 'open' });
		expect(
			(await db.refusal(desk, () => offerTime(db, entry.id, doctor.doctorId, at(4, '09:30')))).code
		).toBe('LN009');
	});

	test('of a doctor who leaves is withdrawn, and who was asked waits on', async ({ db }) => {
		const { doctor, first, wish, desk } = await clinic(db);
		const entry = await wish(first);
		const offer = await db.as(desk, () => offerTime(db, entry.id, doctor.doctorId, at(3, '09:30')));
		await db.rows(`update public.appointments set status = 'cancelled' where doctor_id = $1`, [
			doctor.doctorId
		]);
		const admin = await db.createStaff('admin');
		await db.as(admin, () =>
			db.rows('select public.deactivate_staff($1, $2)', [doctor.staffId, '{}'])
		);
		expect(
			await db.row('select status from public.waitlist_offers where id = $1', [offer.id])
		).toEqual({ status: 'withdrawn' });
		expect((await entryOf(db, entry.id)).status).toBe('waiting');
		expect((await db.refusal(first, () => accept(db, offer.id))).code).toBe('LN013');
		expect(
			await db.count(
				`select from public.notifications where user_id = $1 and kind = 'waitlist_offer_withdrawn'`,
				[first.id]
			)
		).toBe(1);
	});

	test('a doctor who was invited is offered to patients once they have come', async ({ db }) => {
		const { doctor, first, desk, visitTypeId } = await clinic(db);
		const invitation = await db.value<string>(
			`insert into public.staff_invitations (staff_id, email, locale) values ($1, $2, 'en') returning id`,
			[doctor.staffId, doctor.email]
		);
		const seen = () =>
			db.as(first, async () => ({
				doctors: await db.count('select from public.doctors where id = $1', [doctor.doctorId]),
				listed: await db.count('select from public.doctor_listing($1) where doctor_id = $2', [
					doctor.specialtyId,
					doctor.doctorId
				]),
				free: (await freeSlots(db, doctor.doctorId, visitTypeId, at(4, '00:00'), at(5, '00:00')))
					.length
			}));
		expect(await seen()).toEqual({ doctors: 0, listed: 0, free: 0 });
		// The desk may fill their days beforehand.
		expect(
			await db.as(desk, () =>
				freeSlots(db, doctor.doctorId, visitTypeId, at(4, '00:00'), at(5, '00:00'))
			)
		).toHaveLength(2);
		await db.rows('update public.staff_invitations set accepted_at = now() where id = $1', [
			invitation
		]);
		expect(await seen()).toEqual({ doctors: 1, listed: 1, free: 2 });
	});

	test('a time that is taken, held or not offered is refused', async ({ db }) => {
		const { doctor, first, second, wish, desk } = await clinic(db);
		const [one, two] = [await wish(first), await wish(second)];
		const refused = async (startsAt: string) =>
			(await db.refusal(desk, () => offerTime(db, two.id, doctor.doctorId, startsAt))).code;
		expect(await refused(at(3, '09:00'))).toBe('LN001');
		expect(await refused(at(3, '15:00'))).toBe('LN001');
		await db.as(desk, () => offerTime(db, one.id, doctor.doctorId, at(3, '09:30')));
		expect(await refused(at(3, '09:30'))).toBe('LN012');
		expect((await entryOf(db, two.id)).status).toBe('waiting');
	});
});

describe('wishes stay true to the visits', () => {
	test('who books what they waited for waits on for something earlier, or has it', async ({
		db
	}) => {
		const { doctor, first, second, wish, place } = await clinic(db);
		const open = await wish(first);
		const dated = await wish(second, { latestOn: at(10, '00:00').slice(0, 10) });
		const visit = await db.as(first, () =>
			book(db, { ...place, patientId: first.patientId, startsAt: at(3, '09:30') })
		);
		expect(await entryOf(db, open.id)).toMatchObject({
			status: 'waiting',
			appointment_id: visit.id
		});
		await db.as(second, () =>
			book(db, { ...place, patientId: second.patientId, startsAt: at(4, '09:30') })
		);
		expect((await entryOf(db, dated.id)).status).toBe('booked');
		expect(await offersOf(db, doctor.doctorId)).toEqual([]);
	});

	test('nothing earlier is wanted for a visit that is called off', async ({ db }) => {
		const { first, wish, place } = await clinic(db);
		const visit = await insertVisit(db, {
			...place,
			patientId: first.patientId,
			startsAt: at(3, '09:30')
		});
		const entry = await wish(first, { appointmentId: visit.id });
		await db.as(first, () =>
			db.rows('select from public.cancel_appointment($1, null)', [visit.id])
		);
		expect((await entryOf(db, entry.id)).status).toBe('withdrawn');
	});

	test('a wish whose last day is over is laid aside by the job', async ({ db }) => {
		const { first, wish } = await clinic(db);
		const entry = await wish(first);
		await db.rows(
			`update public.waitlist_entries set earliest_on = current_date - 9, latest_on = current_date - 2
			where id = $1`,
			[entry.id]
		);
		await runJob(db);
		expect((await entryOf(db, entry.id)).status).toBe('expired');
	});
});

describe('lists', () => {
	test('are read by their indexes, as those who read them', async ({ db }) => {
		const { first, desk, doctor, visitTypeId, wish } = await clinic(db);
		await wish(first);
		await db.rows(
			`insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, status, joined_at)
			select $1, $2, $3, 'expired', now() - make_interval(mins => n) from generate_series(1, 4000) n`,
			[await db.createPatient(), visitTypeId, doctor.doctorId]
		);
		await db.rows('analyze public.waitlist_entries');
		const plan = async (person: Person, sql: string) =>
			(await db.as(person, () => db.rows<{ 'QUERY PLAN': string }>(`explain ${sql}`)))
				.map((line) => line['QUERY PLAN'])
				.join('\n');
		const plans = [
			await plan(
				desk,
				`select id from public.waitlist_entries where status = 'waiting'
				order by priority, joined_at, id limit 25`
			),
			await plan(
				first,
				`select id from public.waitlist_entries
				where patient_id = '${first.patientId}' and status in ('waiting', 'offered') order by joined_at`
			)
		];
		for (const text of plans) {
			expect(text).toMatch(/Index (Only )?Scan/);
			expect(text).not.toMatch(/Seq Scan on waitlist_entries/);
		}
	});

	test('of three hundred whom it does not suit hold up a cancelling for less than a second', async ({
		db
	}) => {
		const { doctor, visitTypeId, free } = await clinic(db);
		await db.rows(
			`with patient as (
				insert into public.patients (given_name, family_name, birth_date)
				select 'Many', 'Person ' || n, '1980-01-01' from generate_series(1, 300) n returning id
			)
			insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, earliest_on)
			select id, $1, $2, current_date + 20 from patient`,
			[visitTypeId, doctor.doctorId]
		);
		const before = performance.now();
		await free();
		expect(performance.now() - before).toBeLessThan(1000);
		expect(await offersOf(db, doctor.doctorId)).toEqual([]);
	});
});

/*
 * Races can only be run by real connections that commit: these leave rows for others to see while they
 * run, all of them their own, and take them away at the end.
 */
describe('many at once', () => {
	const clients = 20;
	let pool: pg.Pool;
	let owner: pg.Client;
	let db: TestDatabase;
	const made = {
		users: [] as string[],
		patients: [] as string[],
		doctors: [] as string[],
		specialties: [] as string[],
		visitTypes: [] as string[]
	};

	beforeAll(async () => {
		owner = await connect();
		db = new TestDatabase(owner);
		pool = new pg.Pool({ connectionString: databaseUrl(), max: clients + 2 });
	});

	afterAll(async () => {
		await pool.end();
		const { users, patients, doctors, specialties, visitTypes } = made;
		await takeAway([
			['delete from public.waitlist_entries where patient_id = any ($1)', [patients]],
			['delete from public.appointments where patient_id = any ($1)', [patients]],
			['delete from public.doctors where id = any ($1)', [doctors]],
			['delete from public.staff where user_id = any ($1)', [users]],
			['delete from auth.users where id = any ($1)', [users]],
			['delete from public.patients where id = any ($1)', [patients]],
			['delete from public.visit_types where id = any ($1)', [visitTypes]],
			[
				`with gone as (delete from public.specialties where id = any ($1) returning department_id)
				delete from public.departments where id in (select department_id from gone)`,
				[specialties]
			]
		]);
		await owner.end();
	});

	/** One statement in a transaction of its own, as the API runs it; the SQLSTATE of its refusal, or null. */
	async function attempt(person: Person | null, sql: string, values: unknown[] = []) {
		const client = await pool.connect();
		try {
			await client.query('begin');
			if (person) {
				await client.query(
					`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
					[JSON.stringify({ sub: person.id, role: 'authenticated' })]
				);
			}
			await client.query(sql, values);
			await client.query('commit');
			return null;
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code ?? 'unknown';
			throw error;
		} finally {
			client.release();
		}
	}

	async function raceground(days = 5) {
		const doctor = await createClinicDoctor(db, { starts: '09:00', ends: '10:00' });
		const visitTypeId = await createVisitType(db);
		const desk = await db.createStaff('receptionist');
		const people: PortalPerson[] = [];
		for (let index = 0; index < 3; index++) people.push(await db.createPortalPerson());
		const [holder, first, second] = people;
		if (!holder || !first || !second) throw new Error('nobody to race');
		made.users.push(doctor.id, desk.id, ...people.map(({ id }) => id));
		made.patients.push(...people.map(({ patientId }) => patientId));
		made.doctors.push(doctor.doctorId);
		made.specialties.push(doctor.specialtyId);
		made.visitTypes.push(visitTypeId);
		const place = { doctorId: doctor.doctorId, visitTypeId, startsAt: at(days, '09:00') };
		const visit = await insertVisit(db, { ...place, patientId: holder.patientId });
		const wish = (person: PortalPerson) =>
			db.row<Entry>(
				`insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id)
				values ($1, $2, $3) returning *`,
				[person.patientId, visitTypeId, doctor.doctorId]
			);
		return { doctor, visitTypeId, desk, holder, first, second, place, visit, wish };
	}

	const visitsAt = (doctorId: string, startsAt: string) =>
		db.rows<{ patient_id: string }>(
			`select patient_id from public.appointments
			where doctor_id = $1 and starts_at = $2 and status not in ('cancelled', 'no_show')`,
			[doctorId, startsAt]
		);

	test('an offer accepted twenty times, withdrawn and lapsing at once has exactly one outcome', async () => {
		const outcomes = new Set<string>();
		for (let round = 0; round < 6; round++) {
			const { doctor, desk, holder, first, second, place, visit, wish } = await raceground();
			const [entry] = [await wish(first), await wish(second)];
			expect(await attempt(holder, 'select public.cancel_appointment($1)', [visit.id])).toBeNull();
			const offer = await openOffer(db, doctor.doctorId);
			expect(offer.entry_id).toBe(entry.id);
			const [accepted, others] = await Promise.all([
				Promise.all(
					Array.from({ length: clients - 4 }, (_, index) =>
						attempt(index % 2 ? first : desk, 'select public.accept_offer($1)', [offer.id])
					)
				),
				Promise.all([
					attempt(first, 'select public.withdraw_from_waitlist($1)', [entry.id]),
					attempt(desk, 'select public.decline_offer($1)', [offer.id]),
					attempt(
						null,
						`update public.waitlist_offers set expires_at = now() where id = $1 and status = 'open'`,
						[offer.id]
					),
					attempt(null, 'select private.run_waitlist()')
				])
			]);
			const wins = accepted.filter((refused) => refused === null).length;
			const { status } = await db.row<Offer>(
				'select status from public.waitlist_offers where id = $1',
				[offer.id]
			);
			outcomes.add(status);
			expect(wins).toBe(status === 'accepted' ? 1 : 0);
			expect(new Set([...accepted, ...others])).not.toContain('40P01');
			expect(
				accepted.filter((refused) => refused !== null && !['LN013', 'LN009'].includes(refused))
			).toEqual([]);
			const booked = await visitsAt(doctor.doctorId, place.startsAt);
			expect(booked.map(({ patient_id }) => patient_id)).toEqual(
				status === 'accepted' ? [first.patientId] : []
			);
		}
		expect([...outcomes].filter((status) => status === 'open')).toEqual([]);
	});

	test('a time is freed while ten want to book it: it goes to the one who waits', async () => {
		const { doctor, holder, first, desk, place, visit, visitTypeId, wish } = await raceground();
		const entry = await wish(first);
		const stranger = await db.createPortalPerson();
		made.users.push(stranger.id);
		made.patients.push(stranger.patientId);
		const [cancelled, ...bookings] = await Promise.all([
			attempt(holder, 'select public.cancel_appointment($1)', [visit.id]),
			...Array.from({ length: 10 }, (_, index) =>
				attempt(index % 2 ? stranger : desk, 'select public.book_appointment($1, $2, $3, $4)', [
					stranger.patientId,
					doctor.doctorId,
					place.startsAt,
					visitTypeId
				])
			)
		]);
		expect(cancelled).toBeNull();
		// Before the cancelling the time is taken, after it held; in between there is no moment.
		for (const refused of bookings) expect(['23P01', 'LN012']).toContain(refused);
		expect(await openOffer(db, doctor.doctorId)).toMatchObject({ entry_id: entry.id });
		expect(await visitsAt(doctor.doctorId, place.startsAt)).toEqual([]);
	});

	test('visits cancelled for each other’s patients never deadlock, and everybody is asked once', async () => {
		const one = await raceground();
		const two = await raceground(6);
		// Each holder waits for the other's doctor: the offers cross.
		await db.rows(
			`insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id) values ($1, $2, $3), ($4, $5, $6)`,
			[
				one.holder.patientId,
				two.visitTypeId,
				two.doctor.doctorId,
				two.holder.patientId,
				one.visitTypeId,
				one.doctor.doctorId
			]
		);
		const outcomes = await Promise.all(
			[one, two].map(({ holder, visit }) =>
				attempt(holder, 'select public.cancel_appointment($1)', [visit.id])
			)
		);
		expect(outcomes).toEqual([null, null]);
		await db.rows('select private.run_waitlist()');
		expect((await openOffer(db, one.doctor.doctorId)).patient_id).toBe(two.holder.patientId);
		expect((await openOffer(db, two.doctor.doctorId)).patient_id).toBe(one.holder.patientId);
	});
});
