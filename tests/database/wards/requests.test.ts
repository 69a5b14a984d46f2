import { randomUUID } from 'node:crypto';
import {
	describe,
	expect,
	test,
	testApart,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

interface Request {
	id: string;
	patient_id: string | null;
	admission_id: string | null;
	ward_id: string | null;
	status: string;
	automatic: boolean;
	priority: string;
	reason: string | null;
}

interface Reservation {
	id: string;
	bed_id: string;
	starts_at: Date;
	expires_at: Date;
	ended_as: string | null;
}

interface Wish {
	wardId?: string | null;
	priority?: string;
	needs?: string[];
	isolation?: string | null;
	neededBy?: Date | null;
	reason?: string | null;
}

const ask = (db: TestDatabase, patientId: string, wish: Wish = {}) =>
	db.row<Request & Record<string, unknown>>(
		'select * from public.request_bed($1, $2, $3, $4, $5, $6, $7)',
		[
			patientId,
			wish.wardId ?? null,
			wish.priority ?? 'routine',
			wish.needs ?? [],
			wish.isolation ?? null,
			wish.neededBy ?? null,
			wish.reason ?? null
		]
	);

const reserve = (
	db: TestDatabase,
	requestId: string,
	bedId: string | undefined,
	{ until = null, reason = null }: { until?: string | null; reason?: string | null } = {}
) =>
	db.row<Reservation & Record<string, unknown>>(
		'select * from public.reserve_bed($1, $2, $3, $4)',
		[requestId, bedId, until, reason]
	);

const place = (db: TestDatabase, requestId: string, bedId: string | null = null) =>
	db.row<Request & Record<string, unknown>>('select * from public.place_patient($1, $2)', [
		requestId,
		bedId
	]);

const requestOf = (db: TestDatabase, patientId: string) =>
	db.rows<Request & Record<string, unknown>>(
		'select * from public.bed_requests where patient_id = $1 order by created_at, id',
		[patientId]
	);

const reservationsOf = (db: TestDatabase, requestId: string) =>
	db.rows<Reservation & Record<string, unknown>>(
		'select * from public.bed_reservations where request_id = $1 order by starts_at',
		[requestId]
	);

const bedOf = (db: TestDatabase, patientId: string) =>
	db.rows<{ bed_id: string }>(
		'select bed_id from public.bed_stays where patient_id = $1 and is_current',
		[patientId]
	);

/** Does what waits for the commit. */
async function commit(db: TestDatabase) {
	await db.rows('set constraints all immediate');
	await db.rows('set constraints all deferred');
}

/** The time of a reservation is over; nobody has looked yet. */
const runOut = (db: TestDatabase, reservationId: string) =>
	db.rows(
		`update public.bed_reservations
		set starts_at = starts_at - interval '3 hours', expires_at = now() - interval '1 second'
		where id = $1`,
		[reservationId]
	);

const told = async (db: TestDatabase, person: Person) =>
	(
		await db.rows<{ kind: string }>(
			'select kind from public.notifications where user_id = $1 order by created_at',
			[person.id]
		)
	).map(({ kind }) => kind);

/** A ward of three free beds, a nurse of it, a bed manager, and a patient who lies nowhere. */
async function hospital(db: TestDatabase) {
	const ward = await createWard(db);
	const manager = await db.createStaff('bed_manager');
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patientId = await db.createPatient({ givenName: 'Ada', familyName: 'Lovelace' });
	const [first = '', second = '', third = ''] = ward.beds;
	return { ward, manager, nurse, patientId, first, second, third };
}

describe('asking for a bed', () => {
	test('keeps what was asked, for the admission if there is one', async ({ db }) => {
		const { ward, manager, patientId, first } = await hospital(db);
		const elsewhere = await createWard(db);
		const admission = await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		const request = await db.as(manager, () =>
			ask(db, patientId, {
				wardId: elsewhere.id,
				priority: 'urgent',
				needs: ['monitor'],
				isolation: 'contact',
				reason: ' Chest pain '
			})
		);
		expect(request).toMatchObject({
			admission_id: admission.id,
			ward_id: elsewhere.id,
			from_bed_id: first,
			priority: 'urgent',
			needs: ['monitor'],
			isolation: 'contact',
			reason: 'Chest pain',
			status: 'open',
			automatic: false,
			requested_by: manager.id
		});
	});

	test('for somebody who is not in yet needs no admission; being admitted joins them', async ({
		db
	}) => {
		const { ward, nurse, patientId } = await hospital(db);
		const request = await db.as(nurse, () => ask(db, patientId, { wardId: ward.id }));
		expect(request.admission_id).toBeNull();
		const admission = await db.as(nurse, () => admit(db, patientId, ward.id));
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([
			{ id: request.id, admission_id: admission.id, status: 'open' }
		]);
	});

	test('twice is refused, and the first request stands', async ({ db }) => {
		const { nurse, patientId } = await hospital(db);
		await db.as(nurse, () => ask(db, patientId));
		const error = await db.refusal(nurse, () => ask(db, patientId, { priority: 'emergency' }));
		expect([error.code, error.constraint]).toEqual(['23505', 'bed_requests_one_open']);
		expect(await requestOf(db, patientId)).toMatchObject([{ priority: 'routine' }]);
	});

	test('what makes no sense is refused with its parameter', async ({ db }) => {
		const { ward, nurse, patientId } = await hospital(db);
		const refused = async (wish: Wish, patient = patientId) => {
			const error = await db.refusal(nurse, () => ask(db, patient, wish));
			return [error.code, error.hint];
		};
		expect(await refused({ priority: 'now' })).toEqual(['22023', 'p_priority']);
		expect(await refused({ needs: ['window'] })).toEqual(['22023', 'p_needs']);
		expect(await refused({ isolation: 'total' })).toEqual(['22023', 'p_isolation']);
		expect(await refused({ neededBy: new Date(Date.now() + 61 * 86_400_000) })).toEqual([
			'22023',
			'p_needed_by'
		]);
		expect(await refused({ wardId: patientId })).toEqual(['PT404', 'p_ward_id']);
		expect(await refused({}, ward.id)).toEqual(['PT404', 'p_patient_id']);
		expect(await requestOf(db, patientId)).toEqual([]);
	});

	test('an emergency is told to those who assign beds there, by name where they may know it', async ({
		db
	}) => {
		const { ward, nurse, manager, patientId } = await hospital(db);
		const elsewhere = await createWard(db);
		const stranger = await createWardStaff(db, 'ward_manager', elsewhere);
		await db.as(nurse, () => ask(db, patientId, { wardId: ward.id, priority: 'emergency' }));
		expect(await told(db, manager)).toEqual(['bed_requested']);
		expect(await told(db, stranger)).toEqual([]);
		expect(
			await db.value(
				`select params ->> 'patient_name' from public.notifications where user_id = $1`,
				[manager.id]
			)
		).toBe('Ada Lovelace');
	});
});

describe('who is admitted without a bed', () => {
	test('has a request by itself; a bed ends it, by whatever path it comes', async ({ db }) => {
		const { ward, manager, patientId, second } = await hospital(db);
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([
			{ admission_id: admission.id, ward_id: ward.id, automatic: true, status: 'open' }
		]);
		await db.as(manager, () =>
			db.rows('select public.transfer_patient($1, $2)', [admission.id, second])
		);
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'fulfilled' }]);
	});

	test('and who is admitted into a bed has none', async ({ db }) => {
		const { ward, manager, patientId, first } = await hospital(db);
		await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		expect(await requestOf(db, patientId)).toEqual([]);
	});

	test('asking says what the bed should be, in the request there is', async ({ db }) => {
		const { ward, manager, patientId } = await hospital(db);
		await db.as(manager, () => admit(db, patientId, ward.id));
		await commit(db);
		const request = await db.as(manager, () =>
			ask(db, patientId, { priority: 'emergency', needs: ['oxygen'] })
		);
		expect(request).toMatchObject({ automatic: false, priority: 'emergency', ward_id: null });
		expect(await requestOf(db, patientId)).toHaveLength(1);
	});

	test('cannot stop waiting but by a bed or by leaving', async ({ db }) => {
		const { ward, manager, patientId } = await hospital(db);
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		await commit(db);
		const [request] = await requestOf(db, patientId);
		const error = await db.refusal(manager, () =>
			db.rows('select public.withdraw_bed_request($1)', [request?.id])
		);
		expect([error.code, error.hint]).toEqual(['22023', 'p_request_id']);
		await db.as(manager, () =>
			db.rows(`select public.discharge_patient($1, 'left_against_advice')`, [admission.id])
		);
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'withdrawn' }]);
	});

	test('waits again when the move to the bed is undone', async ({ db }) => {
		const { ward, manager, patientId, first } = await hospital(db);
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		await commit(db);
		await db.as(manager, () => ask(db, patientId, { priority: 'urgent' }));
		await db.as(manager, () =>
			db.rows('select public.transfer_patient($1, $2)', [admission.id, first])
		);
		await commit(db);
		await db.as(manager, () => db.rows('select public.undo_move($1)', [admission.id]));
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'open', priority: 'urgent' }]);
	});

	test('a newborn with the mother waits for none, until she has left without the child', async ({
		db
	}) => {
		const { ward, manager, patientId, first } = await hospital(db);
		const newbornId = await db.createPatient({
			birthDate: new Date().toISOString().slice(0, 10),
			familyName: 'Lovelace'
		});
		const mother = await db.as(manager, () => admit(db, patientId, ward.id, first));
		await db.as(manager, () =>
			db.rows(
				`select public.admit_patient(p_patient_id => $1, p_ward_id => $2, p_mother_admission_id => $3)`,
				[newbornId, ward.id, mother.id]
			)
		);
		await commit(db);
		expect(await requestOf(db, newbornId)).toEqual([]);
		await db.as(manager, () =>
			db.rows(`select public.discharge_patient($1, 'deceased')`, [mother.id])
		);
		await commit(db);
		expect(await requestOf(db, newbornId)).toMatchObject([{ automatic: true, status: 'open' }]);
	});
});

describe('a move somebody asked for', () => {
	/** A patient lies in the first bed and should go to another ward. */
	async function wanted(db: TestDatabase, wardId?: string) {
		const here = await hospital(db);
		const target = await createWard(db);
		const { ward, manager, patientId, first } = here;
		const admission = await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		const request = await db.as(manager, () => ask(db, patientId, { wardId: wardId ?? target.id }));
		return { ...here, target, admission, request };
	}

	test('is done when the patient lies on that ward, and not before', async ({ db }) => {
		const { manager, patientId, admission, second, target } = await wanted(db);
		const transfer = async (bedId: string | undefined) => {
			await db.as(manager, () =>
				db.rows('select public.transfer_patient($1, $2)', [admission.id, bedId])
			);
			await commit(db);
		};
		await transfer(second);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'open' }]);
		await transfer(target.beds[0]);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'fulfilled' }]);
	});

	test('can be taken back, with the bed that is kept', async ({ db }) => {
		const { manager, request, target } = await wanted(db);
		await db.as(manager, () => reserve(db, request.id, target.beds[0]));
		await db.as(manager, () =>
			db.rows(`select public.withdraw_bed_request($1, 'Better')`, [request.id])
		);
		expect(await reservationsOf(db, request.id)).toMatchObject([{ ended_as: 'released' }]);
		const error = await db.refusal(manager, () => reserve(db, request.id, target.beds[0]));
		expect(error.code).toBe('LN022');
	});

	test('ends with the stay in the hospital', async ({ db }) => {
		const { manager, admission, patientId } = await wanted(db);
		await db.as(manager, () =>
			db.rows(`select public.discharge_patient($1, 'left_against_advice')`, [admission.id])
		);
		await commit(db);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'withdrawn' }]);
	});
});

describe('keeping a bed', () => {
	/** A request by the nurse, and somebody else who is admitted and waits. */
	async function asked(db: TestDatabase, wish: Wish = {}) {
		const here = await hospital(db);
		const request = await db.as(here.nurse, () =>
			ask(db, here.patientId, { wardId: here.ward.id, ...wish })
		);
		const otherId = await db.createPatient({ familyName: 'Hopper' });
		const other = await db.as(here.manager, () => admit(db, otherId, here.ward.id));
		await commit(db);
		return { ...here, request, otherId, other };
	}

	test('is for two hours unless told otherwise, and for a day at most', async ({ db }) => {
		const { manager, request, first } = await asked(db);
		const { starts_at: from, expires_at: until } = await db.as(manager, () =>
			reserve(db, request.id, first)
		);
		expect(until.getTime() - from.getTime()).toBe(2 * 3_600_000);
		for (const hours of ['-1', '25']) {
			const error = await db.refusal(manager, () =>
				db.rows(
					`select public.reserve_bed($1, $2, clock_timestamp() + make_interval(hours => $3::integer))`,
					[request.id, first, hours]
				)
			);
			expect([error.code, error.hint]).toEqual(['22023', 'p_until']);
		}
	});

	test('keeps everybody else out of it, and lets the patient in', async ({ db }) => {
		const { ward, manager, request, first, other, otherId, patientId } = await asked(db);
		await db.as(manager, () => reserve(db, request.id, first));
		const error = await db.refusal(manager, () =>
			db.rows('select public.transfer_patient($1, $2)', [other.id, first])
		);
		expect(error.code).toBe('LN019');
		expect(await bedOf(db, otherId)).toEqual([]);
		await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		expect(await bedOf(db, patientId)).toEqual([{ bed_id: first }]);
		expect(await reservationsOf(db, request.id)).toMatchObject([{ ended_as: 'fulfilled' }]);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'fulfilled' }]);
	});

	test('of two requests one gets the bed', async ({ db }) => {
		const { manager, request, first, otherId } = await asked(db);
		await db.as(manager, () => reserve(db, request.id, first));
		const [waiting] = await requestOf(db, otherId);
		const error = await db.refusal(manager, () => reserve(db, waiting?.id ?? '', first));
		expect(error.code).toBe('LN019');
		expect(await reservationsOf(db, waiting?.id ?? '')).toEqual([]);
	});

	test('again for the same bed sets the time anew, for another gives the first back', async ({
		db
	}) => {
		const { manager, request, first, second } = await asked(db);
		const one = await db.as(manager, () => reserve(db, request.id, first));
		const again = await db.as(manager, () => reserve(db, request.id, first));
		expect(again.id).toBe(one.id);
		expect(again.expires_at.getTime()).toBeGreaterThan(one.expires_at.getTime());
		await db.as(manager, () => reserve(db, request.id, second));
		expect(await reservationsOf(db, request.id)).toMatchObject([
			{ bed_id: first, ended_as: 'released' },
			{ bed_id: second, ended_as: null }
		]);
	});

	test('a bed that is closed or taken is refused, one that is being cleaned is not', async ({
		db
	}) => {
		const { manager, request, first, second, third, other } = await asked(db);
		await db.as(manager, () =>
			db.rows('select public.transfer_patient($1, $2)', [other.id, first])
		);
		await db.as(manager, () => db.rows('select public.close_bed($1)', [second]));
		await db.rows(
			'insert into public.housekeeping_tasks (bed_id, ward_id) select id, ward_id from public.beds where id = $1',
			[third]
		);
		const hint = async (bedId: string) => {
			const error = await db.refusal(manager, () => reserve(db, request.id, bedId));
			return [error.code, error.hint];
		};
		expect(await hint(first)).toEqual(['LN005', 'occupied']);
		expect(await hint(second)).toEqual(['LN005', 'closed']);
		await db.as(manager, () => reserve(db, request.id, third));
	});

	test('a bed that does not suit needs a reason, which holds for placing too', async ({ db }) => {
		const { manager, request, first, patientId } = await asked(db, { needs: ['oxygen'] });
		const error = await db.refusal(manager, () => reserve(db, request.id, first));
		expect([error.code, error.hint]).toEqual(['LN020', 'features']);
		expect(await reservationsOf(db, request.id)).toEqual([]);
		await db.as(manager, () => reserve(db, request.id, first, { reason: 'Portable cylinder' }));
		await db.as(manager, () => place(db, request.id));
		expect(
			await db.value(
				'select override_reason from public.bed_stays where patient_id = $1 and is_current',
				[patientId]
			)
		).toBe('Portable cylinder');
	});

	test('ends when the bed is closed; those concerned are told, and the request waits again', async ({
		db
	}) => {
		const { manager, nurse, request, first, patientId } = await asked(db);
		await db.as(manager, () => reserve(db, request.id, first));
		await db.as(manager, () => db.rows('select public.close_bed($1)', [first]));
		expect(await reservationsOf(db, request.id)).toMatchObject([{ ended_as: 'bed_closed' }]);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'open' }]);
		expect(await told(db, nurse)).toContain('reservation_dropped');
	});

	test('given back, others may have it, and it cannot be given back twice', async ({ db }) => {
		const { manager, request, first, other } = await asked(db);
		const { id } = await db.as(manager, () => reserve(db, request.id, first));
		const release = () => db.rows('select public.release_reservation($1)', [id]);
		await db.as(manager, release);
		expect((await db.refusal(manager, release)).code).toBe('LN022');
		await db.as(manager, () =>
			db.rows('select public.transfer_patient($1, $2)', [other.id, first])
		);
	});

	test('that the bed is ready is told once it is clean: to the requester and the ward', async ({
		db
	}) => {
		const { ward, manager, nurse, request, first } = await asked(db);
		const colleague = await createWardStaff(db, 'nurse', ward);
		const stranger = await createWardStaff(db, 'nurse', await createWard(db));
		const taskId = await db.value<string>(
			'insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2) returning id',
			[first, ward.id]
		);
		await db.as(manager, () => reserve(db, request.id, first));
		expect(await told(db, nurse)).toEqual(['bed_reserved']);
		await db.as(manager, () => db.rows('select public.finish_cleaning($1)', [taskId]));
		expect(await told(db, nurse)).toEqual(['bed_reserved', 'bed_ready']);
		expect(await told(db, colleague)).toEqual(['bed_ready']);
		expect(await told(db, stranger)).toEqual([]);
	});
});

describe('a reservation whose time is over', () => {
	async function lapsed(db: TestDatabase) {
		const here = await hospital(db);
		const request = await db.as(here.nurse, () =>
			ask(db, here.patientId, { wardId: here.ward.id })
		);
		const { id: reservationId } = await db.as(here.manager, () =>
			reserve(db, request.id, here.first)
		);
		await runOut(db, reservationId);
		return { ...here, request, reservationId };
	}

	test('keeps nobody away, before the job has seen it', async ({ db }) => {
		const { ward, manager, first, request } = await lapsed(db);
		const otherId = await db.createPatient();
		expect(
			await db.as(manager, () =>
				db.rows('select status, reservation_id from public.bed_request_queue($1)', [ward.id])
			)
		).toEqual([{ status: 'open', reservation_id: null }]);
		expect((await db.refusal(manager, () => place(db, request.id))).code).toBe('LN022');
		await db.as(manager, () => admit(db, otherId, ward.id, first));
		expect(await bedOf(db, otherId)).toEqual([{ bed_id: first }]);
	});

	test('lets another request have the bed at once', async ({ db }) => {
		const { ward, manager, nurse, first } = await lapsed(db);
		const otherId = await db.createPatient();
		const other = await db.as(nurse, () => ask(db, otherId, { wardId: ward.id }));
		await db.as(manager, () => reserve(db, other.id, first));
	});

	test('is ended by the job, which tells the requester and those who assign beds', async ({
		db
	}) => {
		const { manager, nurse, request, patientId, reservationId } = await lapsed(db);
		const before = (await told(db, nurse)).length;
		await db.rows('select private.lapse_bed_reservations()');
		expect(await reservationsOf(db, request.id)).toMatchObject([
			{ id: reservationId, ended_as: 'lapsed' }
		]);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'open' }]);
		expect((await told(db, nurse)).slice(before)).toEqual(['reservation_lapsed']);
		expect(await told(db, manager)).toContain('reservation_lapsed');
		await db.rows('select private.lapse_bed_reservations()');
		expect((await told(db, nurse)).slice(before)).toEqual(['reservation_lapsed']);
	});
});

testApart('a reservation that cannot be ended does not keep others from ending', async ({ db }) => {
	const made = [];
	for (let nth = 0; nth < 2; nth++) {
		const here = await hospital(db);
		const request = await db.as(here.nurse, () =>
			ask(db, here.patientId, { wardId: here.ward.id })
		);
		const { id } = await db.as(here.manager, () => reserve(db, request.id, here.first));
		await runOut(db, id);
		made.push({ id, request });
	}
	const [bad, good] = made;
	// First in the job's order, by when its time was over.
	await db.rows(
		`update public.bed_reservations set starts_at = starts_at - interval '1 hour', expires_at = expires_at - interval '1 minute'
		 where id = $1`,
		[bad?.id]
	);
	await db.rows(
		`alter table public.bed_reservations add constraint broken check (id <> '${bad?.id}' or ended_at is null) not valid`
	);
	await db.rows(`select private.run_job('bed_reservations_lapse')`);
	expect(await reservationsOf(db, good?.request.id ?? '')).toMatchObject([{ ended_as: 'lapsed' }]);
	expect(await reservationsOf(db, bad?.request.id ?? '')).toMatchObject([{ ended_as: null }]);
	expect(
		await db.rows('select job, item from private.job_failures where item = $1', [bad?.id])
	).toEqual([{ job: 'bed_reservations_lapse', item: bad?.id }]);
});

describe('placing', () => {
	test('admits under the attending doctor that was chosen', async ({ db }) => {
		const { ward, manager, nurse, patientId, first } = await hospital(db);
		const doctor = await db.createDoctor();
		const request = await db.as(nurse, () => ask(db, patientId, { wardId: ward.id }));
		await db.as(manager, () =>
			db.rows('select public.place_patient($1, $2, p_attending_id => $3)', [
				request.id,
				first,
				doctor.doctorId
			])
		);
		expect(
			await db.value('select attending_id from public.admissions where patient_id = $1', [
				patientId
			])
		).toBe(doctor.doctorId);
	});

	test('admits who is not in yet, with what was asked for', async ({ db }) => {
		const { ward, manager, nurse, patientId, first } = await hospital(db);
		await db.rows(`update public.beds set features = '{oxygen}' where id = $1`, [first]);
		const request = await db.as(nurse, () =>
			ask(db, patientId, { wardId: ward.id, needs: ['oxygen'], reason: 'Pneumonia' })
		);
		await db.as(manager, () => reserve(db, request.id, first));
		const placed = await db.as(manager, () => place(db, request.id));
		expect(placed.status).toBe('fulfilled');
		expect(
			await db.rows(
				`select admission.reason, admission.needs, stay.bed_id
				from public.admissions admission join public.bed_stays stay on stay.admission_id = admission.id
				where admission.patient_id = $1`,
				[patientId]
			)
		).toEqual([{ reason: 'Pneumonia', needs: ['oxygen'], bed_id: first }]);
		expect(await told(db, nurse)).toContain('bed_request_placed');
	});

	test('moves who is in, and any bed will do', async ({ db }) => {
		const { ward, manager, patientId, first } = await hospital(db);
		const [target, other] = [await createWard(db), await createWard(db)];
		await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		const request = await db.as(manager, () => ask(db, patientId, { wardId: target.id }));
		await db.as(manager, () => place(db, request.id, other.beds[0] ?? null));
		await commit(db);
		expect(await bedOf(db, patientId)).toEqual([{ bed_id: other.beds[0] }]);
		expect(await requestOf(db, patientId)).toMatchObject([{ status: 'fulfilled' }]);
	});

	test('without a bed that is kept, or twice, is refused', async ({ db }) => {
		const { manager, nurse, patientId, first } = await hospital(db);
		const request = await db.as(nurse, () => ask(db, patientId));
		const error = await db.refusal(manager, () => place(db, request.id));
		expect([error.code, error.hint]).toEqual(['LN022', 'p_bed_id']);
		await db.as(manager, () => place(db, request.id, first));
		expect((await db.refusal(manager, () => place(db, request.id, first))).code).toBe('LN022');
	});

	test('into a bed that lacks what was asked for needs a reason', async ({ db }) => {
		const { manager, nurse, patientId, first } = await hospital(db);
		const request = await db.as(nurse, () => ask(db, patientId, { needs: ['monitor'] }));
		const error = await db.refusal(manager, () => place(db, request.id, first));
		expect([error.code, error.hint]).toEqual(['LN020', 'features']);
		expect(await bedOf(db, patientId)).toEqual([]);
	});
});

describe('the queue', () => {
	test('has the most urgent first, then the soonest needed, then the oldest', async ({ db }) => {
		const { ward, manager, nurse } = await hospital(db);
		const put = async (familyName: string, priority: string, hours: number) => {
			const patientId = await db.createPatient({ givenName: 'Q', familyName });
			const request = await db.as(nurse, () =>
				ask(db, patientId, {
					wardId: ward.id,
					priority,
					neededBy: new Date(Date.now() + hours * 3_600_000)
				})
			);
			return request.id;
		};
		await put('Routine', 'routine', 0);
		const older = await put('Older', 'urgent', -1);
		await put('Later', 'urgent', 5);
		await put('Younger', 'urgent', -1);
		await put('Emergency', 'emergency', 8);
		await db.rows(
			`update public.bed_requests set created_at = created_at - interval '1 hour' where id = $1`,
			[older]
		);
		const names = await db.as(manager, () =>
			db.rows<{ patient_name: string }>('select patient_name from public.bed_request_queue($1)', [
				ward.id
			])
		);
		expect(names.map(({ patient_name: name }) => name.slice(2))).toEqual([
			'Emergency',
			'Older',
			'Younger',
			'Later',
			'Routine'
		]);
	});

	test('tells nobody that a patient is here whom they have nothing to do with', async ({ db }) => {
		const [here, elsewhere] = [await createWard(db), await createWard(db)];
		const nurse = await createWardStaff(db, 'nurse', here);
		const others = await createWardStaff(db, 'nurse', elsewhere);
		const manager = await db.createStaff('bed_manager');
		const [away, hidden, wished, visible] = [
			await db.createPatient(),
			await db.createPatient(),
			await db.createPatient(),
			await db.createPatient()
		];
		await db.as(others, async () => {
			await admit(db, away, elsewhere.id, elsewhere.beds[0]);
			await admit(db, hidden, elsewhere.id, elsewhere.beds[1]);
			await ask(db, wished, { wardId: elsewhere.id });
		});
		await db.as(nurse, () => admit(db, visible, here.id, here.beds[0]));
		await db.rows('update public.admissions set private = true where patient_id = $1', [hidden]);
		await commit(db);

		const told = async (run: () => Promise<unknown>, person: Person) => {
			const { code, message, hint, detail } = await db.refusal(person, run);
			return { code, message, hint, detail };
		};
		const nobody = randomUUID();
		const absent = await told(() => ask(db, nobody, { wardId: here.id }), nurse);
		expect(absent.code).toBe('PT404');
		expect(await told(() => admit(db, nobody, here.id), nurse)).toEqual(absent);
		for (const [person, patientId] of [
			[nurse, away],
			[nurse, hidden],
			[manager, hidden]
		] as const) {
			expect(await told(() => ask(db, patientId, { wardId: here.id }), person)).toEqual(absent);
			expect(await told(() => admit(db, patientId, here.id), person)).toEqual(absent);
		}
		expect(await told(() => ask(db, wished, { wardId: here.id }), nurse)).toEqual(absent);
		// Who is on one's own ward is no secret there, and comes wherever a bed was asked for.
		expect((await db.refusal(nurse, () => admit(db, visible, here.id))).code).toBe('23505');
		await db.as(nurse, () => admit(db, wished, here.id));
	});

	test('names a private patient to the care team only', async ({ db }) => {
		const { ward, manager, nurse, patientId } = await hospital(db);
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		await db.rows('update public.admissions set private = true where id = $1', [admission.id]);
		await commit(db);
		const seen = (person: Person) =>
			db.as(person, () =>
				db.row(
					`select patient_id, patient_name, patient_initials, patient_mrn, patient_sex, private, reason
					from public.bed_request_queue($1)`,
					[ward.id]
				)
			);
		expect(await seen(manager)).toEqual({
			patient_id: null,
			patient_name: null,
			patient_initials: null,
			patient_mrn: null,
			patient_sex: null,
			private: true,
			reason: null
		});
		expect(await seen(nurse)).toMatchObject({ patient_name: 'Ada Lovelace', private: true });
		expect(await db.as(manager, () => requestOf(db, patientId))).toEqual([]);
		expect(await db.as(nurse, () => requestOf(db, patientId))).toHaveLength(1);
		// Nor is anybody told the name who could not see it.
		await db.as(nurse, () => ask(db, patientId, { priority: 'emergency' }));
		expect(
			await db.value(
				`select params ? 'patient_name' from public.notifications where user_id = $1`,
				[manager.id]
			)
		).toBe(false);
	});

	test('shows a ward what is asked of it and for whom it asks, and nothing else', async ({
		db
	}) => {
		const { ward, manager, nurse, patientId, first } = await hospital(db);
		const target = await createWard(db);
		const receiving = await createWardStaff(db, 'nurse', target);
		const stranger = await createWardStaff(db, 'nurse', await createWard(db));
		await db.as(manager, () => admit(db, patientId, ward.id, first));
		await commit(db);
		const request = await db.as(nurse, () => ask(db, patientId, { wardId: target.id }));
		const sees = async (person: Person) =>
			(
				await db.as(person, () =>
					db.rows<{ request_id: string }>('select request_id from public.bed_request_queue()')
				)
			).some(({ request_id: id }) => id === request.id);
		expect([await sees(nurse), await sees(receiving), await sees(stranger)]).toEqual([
			true,
			true,
			false
		]);
	});
});

interface Proposal {
	bed_label: string;
	state: string;
	nearness: string | null;
	floors: number | null;
	problems: string[];
	met: string[];
	missing: string[];
	surplus: string[];
	gender_rule: string;
	isolation_room: boolean;
}

/** A ward made up bed by bed: label, features, and the room it is in. */
async function madeUp(db: TestDatabase, rooms: Record<string, string>) {
	const ward = await createWard(db, 0);
	await db.rows('delete from public.ward_rooms where id = $1', [ward.roomId]);
	for (const [name, rule] of Object.entries(rooms)) {
		await db.rows(
			'insert into public.ward_rooms (ward_id, name, gender_rule) values ($1, $2, $3)',
			[ward.id, name, rule]
		);
	}
	const bed = (label: string, room: string, features: string[] = [], kind = 'standard') =>
		db.value<string>(
			`insert into public.beds (ward_id, room_id, label, features, kind)
			select ward_id, id, $2, $4, $5 from public.ward_rooms where ward_id = $1 and name = $3
			returning id`,
			[ward.id, label, room, features, kind]
		);
	return { ward, bed };
}

describe('proposals', () => {
	const proposals = (db: TestDatabase, requestId: string, limit = 50) =>
		db.rows<Proposal & Record<string, unknown>>('select * from public.bed_proposals($1, $2)', [
			requestId,
			limit
		]);

	/** Only of these wards: the hospital of the demo has beds as well. */
	const ranked = async (db: TestDatabase, manager: Person, requestId: string) =>
		(await db.as(manager, () => proposals(db, requestId))).map(({ bed_label: label }) => label);

	test('put what suits before what does not, and say why', async ({ db }) => {
		const { ward, bed } = await madeUp(db, { Women: 'female', Men: 'male', Mixed: 'same' });
		const manager = await createWardStaff(db, 'ward_manager', ward);
		await bed('OXYGEN', 'Women', ['oxygen']);
		await bed('MONITOR', 'Women', ['oxygen', 'monitor']);
		await bed('BARE', 'Women');
		await bed('MEN', 'Men', ['oxygen']);
		const dirty = await bed('DIRTY', 'Women', ['oxygen']);
		const leaving = await bed('LEAVING', 'Women', ['oxygen']);
		const taken = await bed('TAKEN', 'Women', ['oxygen']);
		const beside = await bed('BESIDE', 'Mixed', ['oxygen']);
		await bed('WITHMAN', 'Mixed', ['oxygen']);
		const closed = await bed('CLOSED', 'Women', ['oxygen']);
		const kept = await bed('KEPT', 'Women', ['oxygen']);

		const lay = async (bedId: string, sex: 'female' | 'male', leavesOn: string | null) => {
			const patientId = await db.createPatient({ sex });
			const admission = await db.as(manager, () => admit(db, patientId, ward.id, bedId));
			await db.rows(
				'update public.admissions set expected_discharge_on = private.hospital_day() + $2::integer where id = $1',
				[admission.id, leavesOn]
			);
		};
		await lay(leaving, 'female', '0');
		await lay(taken, 'female', '4');
		await lay(beside, 'male', null);
		await db.as(manager, () => db.rows('select public.close_bed($1)', [closed]));
		await db.rows('insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)', [
			dirty,
			ward.id
		]);
		await commit(db);
		const rivalId = await db.createPatient();
		const rivals = await db.as(manager, () => ask(db, rivalId, { wardId: ward.id }));
		await db.as(manager, () => reserve(db, rivals.id, kept));

		const patientId = await db.createPatient({ sex: 'female' });
		const request = await db.as(manager, () =>
			ask(db, patientId, { wardId: ward.id, needs: ['oxygen'] })
		);
		const rows = await db.as(manager, () => proposals(db, request.id));
		expect(rows.map(({ bed_label: label, problems }) => [label, ...problems])).toEqual([
			['OXYGEN'],
			['DIRTY'],
			['MONITOR'],
			['LEAVING'],
			['MEN', 'gender'],
			['WITHMAN', 'gender'],
			['BARE', 'features']
		]);
		const of = (label: string) => rows.find((row) => row.bed_label === label);
		expect(of('OXYGEN')).toMatchObject({
			place: 1,
			state: 'free',
			nearness: 'ward',
			met: ['oxygen'],
			missing: [],
			surplus: [],
			gender_rule: 'female'
		});
		expect(of('MONITOR')?.surplus).toEqual(['monitor']);
		expect(of('BARE')?.missing).toEqual(['oxygen']);
		expect([of('DIRTY')?.state, of('LEAVING')?.state]).toEqual(['cleaning', 'expected']);
		expect(of('LEAVING')?.free_on).not.toBeNull();
	});

	test('keep apart who is isolated, and give them the rooms made for it', async ({ db }) => {
		const { ward, bed } = await madeUp(db, { Airlock: 'any', Two: 'any', Empty: 'any' });
		const manager = await createWardStaff(db, 'ward_manager', ward);
		await bed('AIRLOCK', 'Airlock', ['negative_pressure'], 'isolation');
		const beside = await bed('BESIDE', 'Two');
		await bed('TWO', 'Two');
		await bed('EMPTY', 'Empty');
		const otherId = await db.createPatient();
		await db.as(manager, () => admit(db, otherId, ward.id, beside));
		await commit(db);
		const askIsolated = async (isolation: string | null) => {
			const patientId = await db.createPatient();
			const request = await db.as(manager, () =>
				ask(db, patientId, { wardId: ward.id, isolation })
			);
			return db.as(manager, () => proposals(db, request.id));
		};
		const airborne = await askIsolated('airborne');
		expect(airborne.map(({ bed_label: label, problems }) => [label, ...problems])).toEqual([
			['AIRLOCK'],
			['EMPTY', 'isolation'],
			['TWO', 'isolation']
		]);
		expect(airborne[0]?.isolation_room).toBe(true);
		const contact = await askIsolated('contact');
		expect(contact.map(({ bed_label: label, problems }) => [label, ...problems])).toEqual([
			['AIRLOCK'],
			['EMPTY'],
			['TWO', 'isolation']
		]);
		// Who is not isolated leaves the airlock to others.
		expect((await askIsolated(null)).at(-1)?.bed_label).toBe('AIRLOCK');
	});

	test('prefer what is near: the room, the ward, the department, the floor, then floors away', async ({
		db
	}) => {
		const here = await createWard(db, 3);
		const sister = await createWard(db, 1);
		const level = await createWard(db, 1);
		const above = await createWard(db, 1);
		const patientId = await db.createPatient();
		const manager = await createWardStaff(db, 'ward_manager', here, sister, level, above);
		await db.rows('update public.wards set floor = 3 where id = any ($1)', [[here.id, level.id]]);
		await db.rows('update public.wards set floor = 5 where id = $1', [above.id]);
		await db.rows(
			`update public.wards set floor = 9,
				department_id = (select department_id from public.wards where id = $2) where id = $1`,
			[sister.id, here.id]
		);
		const roomId = await db.value<string>(
			`insert into public.ward_rooms (ward_id, name) values ($1, 'Next door') returning id`,
			[here.id]
		);
		await db.rows('update public.beds set room_id = $1 where id = $2', [roomId, here.beds[2]]);
		await db.as(manager, () => admit(db, patientId, here.id, here.beds[0] ?? null));
		await commit(db);
		const request = await db.as(manager, () => ask(db, patientId));
		const rows = await db.as(manager, () => proposals(db, request.id));
		expect(rows.map(({ nearness, floors }) => [nearness, floors])).toEqual([
			['room', 0],
			['ward', 0],
			['department', 6],
			['floor', 0],
			['floors', 2]
		]);
	});

	test('leave beds for few to those few, unless their ward is asked', async ({ db }) => {
		const [plain, intensive] = [await createWard(db, 1), await createWard(db, 1)];
		await db.rows(`update public.beds set kind = 'icu', label = 'ICU' where ward_id = $1`, [
			intensive.id
		]);
		const manager = await createWardStaff(db, 'ward_manager', plain, intensive);
		const [one, other] = [await db.createPatient(), await db.createPatient()];
		const anyWard = await db.as(manager, () => ask(db, one));
		const asked = await db.as(manager, () => ask(db, other, { wardId: intensive.id }));
		expect(await ranked(db, manager, anyWard.id)).toEqual(['1', 'ICU']);
		expect(await ranked(db, manager, asked.id)).toEqual(['ICU', '1']);
	});

	test('give a child’s bed to no adult, and a bed of this evening to no emergency while there is another', async ({
		db
	}) => {
		const [asked, other] = [await createWard(db, 2), await createWard(db, 2)];
		const manager = await createWardStaff(db, 'ward_manager', asked, other);
		const [taken, childs] = asked.beds;
		const [intensive, plain] = other.beds;
		await db.rows(`update public.beds set label = 'TODAY' where id = $1`, [taken]);
		await db.rows(`update public.beds set label = 'CHILD', kind = 'paediatric' where id = $1`, [
			childs
		]);
		await db.rows(`update public.beds set label = 'ICU', kind = 'icu' where id = $1`, [intensive]);
		await db.rows(`update public.beds set label = 'PLAIN' where id = $1`, [plain]);
		const [leaving, adult, child] = [
			await db.createPatient(),
			await db.createPatient(),
			await db.createPatient({ birthDate: '2024-01-01' })
		];
		const admission = await db.as(manager, () => admit(db, leaving, asked.id, taken));
		await db.rows(
			'update public.admissions set expected_discharge_on = private.hospital_day() where id = $1',
			[admission.id]
		);
		await commit(db);
		const rankFor = async (patientId: string, priority: string) => {
			const { id } = await db.as(manager, () => ask(db, patientId, { wardId: asked.id, priority }));
			return ranked(db, manager, id);
		};
		expect(await rankFor(adult, 'emergency')).toEqual(['PLAIN', 'ICU', 'TODAY']);
		expect((await rankFor(child, 'urgent'))[0]).toBe('CHILD');
	});

	test('are made of the wards the reader decides about', async ({ db }) => {
		const { ward, nurse, patientId } = await hospital(db);
		const elsewhere = await createWard(db);
		const manager = await createWardStaff(db, 'ward_manager', ward);
		const request = await db.as(nurse, () => ask(db, patientId, { wardId: ward.id }));
		expect(await ranked(db, manager, request.id)).toHaveLength(3);
		expect((await db.refusal(nurse, () => proposals(db, request.id))).code).toBe('42501');
		const stranger = await createWardStaff(db, 'ward_manager', elsewhere);
		expect((await db.refusal(stranger, () => proposals(db, request.id))).code).toBe('PT404');
	});
});

test('open screens are told of a request once, with its id only', async ({ db }) => {
	const { ward, manager, nurse, patientId, first } = await hospital(db);
	const request = await db.as(nurse, () => ask(db, patientId, { wardId: ward.id }));
	const heard = async () =>
		(
			await db.rows<{ topic: string; payload: unknown }>(
				`select topic, payload - 'id' - 'transaction' as payload from realtime.messages
				where event = 'bed_request_changed' and payload ->> 'request_id' = $1`,
				[request.id]
			)
		).map(({ topic, payload }) => {
			expect(payload).toEqual({ request_id: request.id });
			return topic;
		});
	expect((await heard()).sort()).toEqual([`ward:${ward.id}`, 'wards'].sort());
	await db.rows(`select set_config('lantern.announced_bed_requests', '', true)`);
	await db.as(manager, () => reserve(db, request.id, first));
	expect((await heard()).filter((topic) => topic === 'wards')).toHaveLength(2);
	expect(
		await db.count(
			`select from realtime.messages where event = 'bed_board_changed' and payload ->> 'bed_id' = $1`,
			[first]
		)
	).toBeGreaterThan(0);
});
