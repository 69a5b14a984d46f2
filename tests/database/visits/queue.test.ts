import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
	at,
	createClinicDoctor,
	createVisitType,
	insertVisit,
	makeItNoon,
	type Visit
} from '../../support/clinic.ts';
import {
	connect,
	databaseUrl,
	describe,
	expect,
	test,
	TestDatabase,
	type Actor,
	type Person
} from '../../support/database.ts';

const fromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const setStatus = (db: TestDatabase, id: string, status: string) =>
	db.row<Visit & Record<string, unknown>>('select * from public.set_appointment_status($1, $2)', [
		id,
		status
	]);

async function clinic(db: TestDatabase) {
	await makeItNoon(db);
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const desk = await db.createStaff('receptionist');
	const departmentId = await db.value<string>(
		'select department_id from public.specialties where id = $1',
		[doctor.specialtyId]
	);
	return { doctor, desk, visitTypeId, departmentId };
}

interface Token {
	id: string;
	number: number;
	label: string;
	status: string;
	patient_id: string | null;
	appointment_id: string | null;
	doctor_id: string | null;
	room_id: string | null;
	called_count: number;
	called_at: Date | null;
	started_at: Date | null;
	finished_at: Date | null;
	waiting_since: Date;
	turn_at: Date;
	moved_to_id: string | null;
}

/** The commands of the queue as somebody. */
function queueOf(db: TestDatabase, who: Actor) {
	const run = (call: string, values: unknown[]) =>
		db.as(who, () =>
			db.rows<Token & Record<string, unknown>>(`select * from public.${call}`, values)
		);
	const one = async (call: string, values: unknown[]) => {
		const [token] = await run(call, values);
		if (!token) throw new Error(`${call} gave no token`);
		return token;
	};
	return {
		take: (departmentId: string, patientId: string | null, note: string | null = null) =>
			one('take_token($1, $2, $3)', [departmentId, patientId, note]),
		next: async (departmentId: string, doctorId: string | null = null) =>
			(await run('call_next($1, $2)', [departmentId, doctorId]))[0]?.label ?? null,
		recall: (id: string) => one('recall_token($1)', [id]),
		skip: (id: string, behind: number | null = null) => one('skip_token($1, $2)', [id, behind]),
		prioritise: (id: string, priority: string, reason: string | null = 'Chest pain') =>
			one('set_token_priority($1, $2, $3)', [id, priority, reason]),
		serve: (id: string) => one('serve_token($1)', [id]),
		finish: (id: string) => one('finish_token($1)', [id]),
		leave: (id: string) => one('leave_queue($1)', [id]),
		move: (id: string, departmentId: string) => one('move_token($1, $2)', [id, departmentId])
	};
}

const tokensOf = (db: TestDatabase, departmentId: string) =>
	db.rows<Token & Record<string, unknown>>(
		'select * from public.queue_tokens where department_id = $1 order by day, number',
		[departmentId]
	);

/** The turn of a token, so many minutes ago: everything in a test happens at one instant. */
const since = (db: TestDatabase, id: string, minutes: number) =>
	db.rows(
		`update public.queue_tokens set turn_at = now() - make_interval(mins => $2),
			waiting_since = now() - make_interval(mins => $2) where id = $1`,
		[id, minutes]
	);

/** Midnight: what was given out in a department is of yesterday. */
const dayPasses = async (db: TestDatabase, departmentId: string) => {
	for (const table of ['public.queue_tokens', 'private.queue_counters']) {
		await db.rows(`update ${table} set day = day - 1 where department_id = $1`, [departmentId]);
	}
};

describe('a no-show', () => {
	async function missed(db: TestDatabase, startsAt = fromNow(-20)) {
		const { doctor, desk, visitTypeId } = await clinic(db);
		const patientId = await db.createPatient();
		const place = { patientId, doctorId: doctor.doctorId, visitTypeId, startsAt };
		const visit = await insertVisit(db, place, 'confirmed');
		const step = (who: Person, status: string) => db.as(who, () => setStatus(db, visit.id, status));
		return { doctor, desk, place, visit, step };
	}

	test('who comes late is checked in then, and waits from then on', async ({ db }) => {
		const { desk, doctor, visit, step } = await missed(db);
		await step(desk, 'checked_in');
		await db.rows(
			`update public.appointments set checked_in_at = now() - interval '1 hour' where id = $1`,
			[visit.id]
		);
		await step(doctor, 'no_show');
		const late = await step(desk, 'checked_in');
		expect(late.status).toBe('checked_in');
		expect(late.checked_in_at).toEqual(await db.value('select now()'));
		const events = await db.rows(
			`select kind, from_status, actor_id from public.appointment_events
			 where appointment_id = $1 and from_status = 'no_show'`,
			[visit.id]
		);
		expect(events).toEqual([{ kind: 'checked_in', from_status: 'no_show', actor_id: desk.id }]);
	});

	test('marked by mistake is taken back, with who and when, and nobody has been waiting', async ({
		db
	}) => {
		const { desk, visit, step } = await missed(db);
		await step(desk, 'checked_in');
		await step(desk, 'no_show');
		const back = await step(desk, 'confirmed');
		expect([back.status, back.checked_in_at, back.starts_at]).toEqual([
			'confirmed',
			null,
			visit.starts_at
		]);
		expect(
			await db.count(
				`select from public.appointment_events where appointment_id = $1 and kind = 'confirmed'
				 and from_status = 'no_show' and actor_id = $2 and at >= now()`,
				[visit.id, desk.id]
			)
		).toBe(1);
	});

	test('taken back is no news to the patient', async ({ db }) => {
		const { doctor, desk, visitTypeId } = await clinic(db);
		const patient = await db.createPortalPerson();
		const place = {
			patientId: patient.patientId,
			doctorId: doctor.doctorId,
			visitTypeId,
			startsAt: fromNow(-5)
		};
		const visit = await insertVisit(db, place, 'no_show');
		const before = await db.count('select from public.notifications where user_id = $1', [
			patient.id
		]);
		await db.as(desk, () => setStatus(db, visit.id, 'confirmed'));
		expect(
			await db.count('select from public.notifications where user_id = $1', [patient.id])
		).toBe(before);
	});

	test('of another day stays one', async ({ db }) => {
		const { desk, visit, step } = await missed(db, at(-2, '12:00'));
		await step(desk, 'no_show');
		for (const status of ['checked_in', 'confirmed']) {
			const error = await db.refusal(desk, () => setStatus(db, visit.id, status));
			expect([error.code, error.hint]).toEqual(['LN003', 'no_show']);
		}
		expect(await db.value('select status from public.appointments where id = $1', [visit.id])).toBe(
			'no_show'
		);
	});

	test('whose time was given away stays one, however it is taken back', async ({ db }) => {
		const { desk, place, visit, step } = await missed(db);
		await step(desk, 'no_show');
		await insertVisit(db, { ...place, patientId: await db.createPatient() });
		for (const status of ['checked_in', 'confirmed']) {
			const error = await db.refusal(desk, () => setStatus(db, visit.id, status));
			expect([error.code, error.constraint]).toEqual(['23P01', 'appointments_doctor_taken']);
		}
		const after = await db.row(
			'select status, checked_in_at from public.appointments where id = $1',
			[visit.id]
		);
		expect(after).toEqual({ status: 'no_show', checked_in_at: null });
	});
});

describe('numbers', () => {
	test('run from 1 in each department and on each day, and none is missing', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const queue = queueOf(db, desk);
		const other = await db.createDepartment();
		await queue.take(departmentId, null, 'Red coat');
		await db.refusal(desk, () =>
			db.rows('select public.take_token($1, $2)', [departmentId, randomUUID()])
		);
		await queue.take(departmentId, await db.createPatient());
		await queue.take(other, null, 'Green coat');
		const numbers = async (id: string) => (await tokensOf(db, id)).map(({ number }) => number);
		expect(await numbers(departmentId)).toEqual([1, 2]);
		expect(await numbers(other)).toEqual([1]);

		for (const { id } of await tokensOf(db, departmentId)) await queue.leave(id);
		await dayPasses(db, departmentId);
		expect((await queue.take(departmentId, null, 'Blue coat')).number).toBe(1);
		expect(await queue.next(departmentId)).toMatch(/-001$/);
		expect(await queue.next(departmentId)).toBeNull();
	});

	test('begin with the fewest letters that tell the department from all others', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const add = (code: string) =>
			db.value<string>(
				`insert into public.departments (code, name) values ($1, 'Department') returning id`,
				[code]
			);
		// Letters no department of the hospital begins with.
		const [alone, one, two] = [await add('XRAY'), await add('QUAKE'), await add('QUIET')];
		const labels = [];
		for (const id of [alone, one, two]) {
			labels.push((await queueOf(db, desk).take(id, null, 'Somebody')).label);
		}
		expect(labels).toEqual(['X-001', 'QUA-001', 'QUI-001']);
	});

	test('nobody waits twice in one department, and is told the number they have', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const queue = queueOf(db, desk);
		const patientId = await db.createPatient();
		const first = await queue.take(departmentId, patientId);
		await queue.skip(first.id);
		const error = await db.refusal(desk, () => queue.take(departmentId, patientId));
		expect([error.code, error.hint]).toEqual(['LN015', first.label]);
		expect(await tokensOf(db, departmentId)).toHaveLength(1);

		await queue.take(await db.createDepartment(), patientId);
		await queue.leave(first.id);
		expect((await queue.take(departmentId, patientId)).number).toBe(2);
	});

	test('pressing a button twice takes one', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const press = () =>
			db.as(desk, () =>
				db.row<Token & Record<string, unknown>>(
					`select * from public.take_token($1, p_note => 'Red coat', p_idempotency_key => $2)`,
					[departmentId, request]
				)
			);
		const request = randomUUID();
		expect((await press()).id).toBe((await press()).id);
		expect(await tokensOf(db, departmentId)).toHaveLength(1);
	});

	test('a walk-in without a record has a note, and a priority a reason', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const refused = async (sql: string, values: unknown[]) => {
			const { code, hint } = await db.refusal(desk, () => db.rows(sql, values));
			return [code, hint];
		};
		expect(await refused('select public.take_token($1, null, $2)', [departmentId, '  '])).toEqual([
			'22023',
			'p_note'
		]);
		expect(
			await refused(`select public.take_token($1, null, 'Red coat', 'urgent')`, [departmentId])
		).toEqual(['22023', 'p_priority_reason']);
		// A doctor of another department is not to be waited for here.
		const elsewhere = await db.createDoctor();
		expect(
			await refused(`select public.take_token($1, null, 'Red coat', p_doctor_id => $2)`, [
				departmentId,
				elsewhere.doctorId
			])
		).toEqual(['PT404', 'p_doctor_id']);
		expect(await tokensOf(db, departmentId)).toEqual([]);
	});
});

describe('whoever waits past midnight', () => {
	async function night(db: TestDatabase) {
		const setting = await clinic(db);
		const queue = queueOf(db, setting.desk);
		const person = await db.createPortalPerson();
		const token = await queue.take(setting.departmentId, person.patientId);
		await dayPasses(db, setting.departmentId);
		return { ...setting, queue, person, token };
	}

	test('is on every screen, keeps the number, and is called first', async ({ db }) => {
		const { desk, departmentId, queue, person, token } = await night(db);
		const made = await db.as(desk, () =>
			db.row<{ token: string }>(`select * from public.create_queue_display($1, 'Hall')`, [
				departmentId
			])
		);
		const later = await queue.take(departmentId, null, 'Red coat');
		expect([token.number, later.number]).toEqual([1, 2]);
		const board = await db.as(desk, () =>
			db.rows<{ label: string }>('select label from public.queue_board($1)', [departmentId])
		);
		expect(board.map(({ label }) => label)).toEqual([token.label, later.label]);
		const wall = await db.as('anon', () =>
			db.value<{ next: string[]; waiting: number }>('select public.queue_display($1)', [made.token])
		);
		expect([wall.next, wall.waiting]).toEqual([[token.label, later.label], 2]);
		expect(
			await db.as(desk, () =>
				db.value('select waiting::int from public.queue_summary() where department_id = $1', [
					departmentId
				])
			)
		).toBe(2);
		expect(
			await db.as(person, () => db.rows('select label, status from public.my_queue_position()'))
		).toEqual([{ label: token.label, status: 'waiting' }]);
		expect(
			await db.as(person, () =>
				db.value<boolean>(`select private.may_on_topic($1, 'hear')`, [
					`department:${departmentId}:queue`
				])
			)
		).toBe(true);
		expect([await queue.next(departmentId), await queue.next(departmentId)]).toEqual([
			token.label,
			later.label
		]);
	});

	test('has one number, and no number is anybody else’s while they wait', async ({ db }) => {
		const { desk, departmentId, queue, person, token } = await night(db);
		const error = await db.refusal(desk, () => queue.take(departmentId, person.patientId));
		expect([error.code, error.hint]).toEqual(['LN015', token.label]);
		expect((await queue.take(departmentId, null, 'Red coat')).number).toBe(2);
		const twice = await db.refusal('owner', () =>
			db.rows(
				`insert into public.queue_tokens (department_id, day, number, label, note)
				values ($1, private.hospital_day(), 1, 'T-001', 'x')`,
				[departmentId]
			)
		);
		expect(twice.constraint).toBe('queue_tokens_number_waiting');
	});

	test('counts among the calls of the day they are called on', async ({ db }) => {
		const { desk, departmentId, queue, token } = await night(db);
		await since(db, token.id, 30);
		await queue.next(departmentId);
		await queue.serve(token.id);
		await queue.finish(token.id);
		expect(
			await db.as(desk, () =>
				db.row(
					`select done::int, median_wait_minutes::int from public.queue_summary()
					where department_id = $1`,
					[departmentId]
				)
			)
		).toEqual({ done: 1, median_wait_minutes: 30 });
	});

	test('is in the queue no longer when half a day has passed without a step', async ({ db }) => {
		const { desk, doctor, visitTypeId, departmentId, queue, token } = await night(db);
		const close = () => db.rows('select private.close_queues()');
		const statuses = async () =>
			(await tokensOf(db, departmentId)).map(({ number, status }) => [number, status]);
		const place = { doctorId: doctor.doctorId, visitTypeId, startsAt: fromNow(-5) };
		const visit = await insertVisit(db, { ...place, patientId: await db.createPatient() });
		await db.as(desk, () => setStatus(db, visit.id, 'checked_in'));
		await db.as(desk, () => setStatus(db, visit.id, 'in_consultation'));
		await dayPasses(db, departmentId);
		await queue.take(departmentId, null, 'Of today');
		await close();
		expect(await statuses()).toEqual([
			[1, 'waiting'],
			[2, 'in_consultation'],
			[3, 'waiting']
		]);

		await db.rows(
			`update public.queue_tokens set issued_at = issued_at - interval '13 hours',
				waiting_since = waiting_since - interval '13 hours', turn_at = turn_at - interval '13 hours',
				started_at = started_at - interval '13 hours'
			where department_id = $1`,
			[departmentId]
		);
		await queue.recall(token.id);
		await close();
		expect(await statuses()).toEqual([
			[1, 'called'],
			[2, 'done'],
			[3, 'waiting']
		]);
		await db.rows(
			`update public.queue_tokens set called_at = called_at - interval '13 hours' where id = $1`,
			[token.id]
		);
		await close();
		expect(await statuses()).toEqual([
			[1, 'left'],
			[2, 'done'],
			[3, 'waiting']
		]);
		expect(await db.value('select status from public.appointments where id = $1', [visit.id])).toBe(
			'in_consultation'
		);
	});
});

describe('who is next', () => {
	test('urgent, then priority, then who has waited longest', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const queue = queueOf(db, desk);
		const tokens: Token[] = [];
		for (const note of ['a', 'b', 'c', 'd', 'e']) {
			tokens.push(await queue.take(departmentId, null, note));
		}
		const [a, b, c, d, e] = tokens.map(({ id }) => id) as [string, string, string, string, string];
		await since(db, c, 20);
		await queue.prioritise(d, 'priority');
		await queue.prioritise(e, 'urgent');
		const order: (string | null)[] = [];
		for (let call = 0; call < 6; call++) order.push(await queue.next(departmentId));
		const label = (id: string) => tokens.find((token) => token.id === id)?.label;
		expect(order).toEqual([...[e, d, c, a, b].map(label), null]);
	});

	test('a visit counts from its time, or from when its patient came if late', async ({ db }) => {
		const { desk, doctor, departmentId, visitTypeId } = await clinic(db);
		const checkedIn = async (minutes: number) => {
			const place = {
				patientId: await db.createPatient(),
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: fromNow(minutes)
			};
			const visit = await insertVisit(db, place);
			await db.as(desk, () => setStatus(db, visit.id, 'checked_in'));
			return db.row<Token & Record<string, unknown>>(
				'select * from public.queue_tokens where appointment_id = $1',
				[visit.id]
			);
		};
		const [late, early] = [await checkedIn(-40), await checkedIn(60)];
		expect(late.waiting_since).toEqual(await db.value('select now()'));
		expect(early.waiting_since.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
		expect([early.doctor_id, early.status]).toEqual([doctor.doctorId, 'waiting']);

		const walkIn = await queueOf(db, desk).take(departmentId, null, 'Red coat');
		const queue = queueOf(db, desk);
		const order: (string | null)[] = [];
		for (let call = 0; call < 3; call++) order.push(await queue.next(departmentId));
		expect(order).toEqual([late.label, walkIn.label, early.label]);
	});

	test('a doctor calls those who wait for them or for anybody, a desk everybody', async ({
		db
	}) => {
		const { desk, doctor, departmentId } = await clinic(db);
		const colleague = await db.createDoctor({ specialtyId: doctor.specialtyId });
		const queue = queueOf(db, desk);
		const theirs = await queue.take(departmentId, null, 'For the colleague');
		const anybodys = await queue.take(departmentId, null, 'For anybody');
		await db.rows('update public.queue_tokens set doctor_id = $2 where id = $1', [
			theirs.id,
			colleague.doctorId
		]);
		const own = queueOf(db, doctor);
		expect(await own.next(departmentId)).toBe(anybodys.label);
		expect(await own.next(departmentId)).toBeNull();
		for (const act of [own.recall, own.skip, own.serve]) {
			expect((await db.refusal(doctor, () => act(theirs.id))).code).toBe('PT404');
		}
		expect((await db.refusal(doctor, () => own.next(departmentId, colleague.doctorId))).code).toBe(
			'42501'
		);
		expect(await queue.next(departmentId)).toBe(theirs.label);
	});

	test('who does not come goes behind some others, or aside until called again', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		const queue = queueOf(db, desk);
		const tokens: Token[] = [];
		for (const note of ['a', 'b', 'c', 'd'])
			tokens.push(await queue.take(departmentId, null, note));
		for (const [index, { id }] of tokens.entries()) await since(db, id, 40 - index);
		const [a, b, c, d] = tokens.map(({ label }) => label);
		const first = tokens[0]?.id ?? '';

		expect(await queue.next(departmentId)).toBe(a);
		expect((await queue.skip(first, 2)).status).toBe('waiting');
		expect(await queue.next(departmentId)).toBe(b);
		expect(await queue.next(departmentId)).toBe(c);
		expect(await queue.next(departmentId)).toBe(a);
		expect((await queue.skip(first)).status).toBe('skipped');
		expect(await queue.next(departmentId)).toBe(d);
		expect(await queue.next(departmentId)).toBeNull();
		const again = await queue.recall(first);
		expect([again.status, again.called_count]).toEqual(['called', 3]);
	});
});

describe('a token and its visit', () => {
	async function waiting(db: TestDatabase) {
		const setting = await clinic(db);
		const patient = await db.createPortalPerson();
		const place = {
			patientId: patient.patientId,
			doctorId: setting.doctor.doctorId,
			visitTypeId: setting.visitTypeId,
			startsAt: fromNow(-5)
		};
		const visit = await insertVisit(db, place);
		await db.as(setting.desk, () => setStatus(db, visit.id, 'checked_in'));
		const token = () =>
			db.row<Token & Record<string, unknown>>(
				'select * from public.queue_tokens where appointment_id = $1',
				[visit.id]
			);
		const status = async () => [
			await db.value('select status from public.appointments where id = $1', [visit.id]),
			(await token()).status
		];
		return { ...setting, patient, place, visit, token, status };
	}

	test('go through the consultation together, called by a nurse or by the doctor', async ({
		db
	}) => {
		const { doctor, token, status, visit } = await waiting(db);
		const { id } = await token();
		const nurse = queueOf(db, await db.createStaff('nurse'));
		await nurse.recall(id);
		expect(await status()).toEqual(['checked_in', 'called']);
		await nurse.serve(id);
		expect(await status()).toEqual(['in_consultation', 'in_consultation']);
		await db.as(doctor, () => setStatus(db, visit.id, 'completed'));
		expect(await status()).toEqual(['completed', 'done']);
		const after = await token();
		expect([after.started_at, after.finished_at].every(Boolean)).toBe(true);
	});

	test('change both or neither', async ({ db }) => {
		const { desk, token, status, visit } = await waiting(db);
		const { id } = await token();
		const queue = queueOf(db, desk);
		expect((await db.refusal(desk, () => queue.finish(id))).code).toBe('LN003');
		expect(await status()).toEqual(['checked_in', 'waiting']);
		await queue.serve(id);
		await queue.finish(id);
		expect(await status()).toEqual(['completed', 'done']);
		for (const act of [queue.recall, queue.skip, queue.serve, queue.leave]) {
			expect((await db.refusal(desk, () => act(id))).code).toBe('LN003');
		}
		expect(await status()).toEqual(['completed', 'done']);
		expect(visit.id).toBe((await token()).appointment_id);
	});

	test('part when the visit does not take place, and a late comer gets a new number', async ({
		db
	}) => {
		const { desk, departmentId, status, visit } = await waiting(db);
		await db.as(desk, () => setStatus(db, visit.id, 'no_show'));
		expect(await status()).toEqual(['no_show', 'left']);
		await db.as(desk, () => setStatus(db, visit.id, 'checked_in'));
		const tokens = await tokensOf(db, departmentId);
		expect(tokens.map((token) => [token.number, token.status, token.appointment_id])).toEqual([
			[1, 'left', visit.id],
			[2, 'waiting', visit.id]
		]);
	});

	test('who left the queue takes up the visit again with a new number', async ({ db }) => {
		const { desk, departmentId, patient, token, status, visit } = await waiting(db);
		const queue = queueOf(db, desk);
		await queue.leave((await token()).id);
		expect(await status()).toEqual(['checked_in', 'left']);
		const again = await queue.take(departmentId, patient.patientId);
		expect([again.number, again.appointment_id]).toEqual([2, visit.id]);
	});

	test('a walk-in who is booked and checked in keeps the number', async ({ db }) => {
		const { desk, doctor, departmentId, visitTypeId } = await clinic(db);
		const patientId = await db.createPatient();
		const walkIn = await queueOf(db, desk).take(departmentId, patientId);
		const place = { patientId, doctorId: doctor.doctorId, visitTypeId, startsAt: fromNow(-1) };
		const visit = await insertVisit(db, place);
		await db.as(desk, () => setStatus(db, visit.id, 'checked_in'));
		const [token, ...more] = await tokensOf(db, departmentId);
		expect(more).toEqual([]);
		expect([token?.id, token?.appointment_id, token?.doctor_id]).toEqual([
			walkIn.id,
			visit.id,
			doctor.doctorId
		]);
	});

	test('a second visit in the department waits when the first is over', async ({ db }) => {
		const { desk, departmentId, place, token, visit } = await waiting(db);
		const second = await insertVisit(db, { ...place, startsAt: fromNow(40) });
		await db.as(desk, () => setStatus(db, second.id, 'checked_in'));
		expect(await tokensOf(db, departmentId)).toHaveLength(1);
		const queue = queueOf(db, desk);
		await queue.serve((await token()).id);
		await queue.finish((await token()).id);
		const tokens = await tokensOf(db, departmentId);
		expect(tokens.map(({ status, appointment_id }) => [status, appointment_id])).toEqual([
			['done', visit.id],
			['waiting', second.id]
		]);
	});

	test('sent to another department waits there as long as here', async ({ db }) => {
		const { desk, departmentId, patient } = await waiting(db);
		const queue = queueOf(db, desk);
		const [token] = await tokensOf(db, departmentId);
		await since(db, token?.id ?? '', 30);
		const elsewhere = await db.createDepartment();
		const moved = await queue.move(token?.id ?? '', elsewhere);
		const [old] = await tokensOf(db, departmentId);
		expect([old?.status, old?.moved_to_id]).toEqual(['left', moved.id]);
		expect([moved.patient_id, moved.number, moved.appointment_id, moved.status]).toEqual([
			patient.patientId,
			1,
			null,
			'waiting'
		]);
		expect(moved.waiting_since).toEqual(old?.waiting_since);
	});

	test('the table refuses steps that make no sense to its owner as well', async ({ db }) => {
		const { token } = await waiting(db);
		const { id } = await token();
		const error = await db.refusal('owner', () =>
			db.rows(`update public.queue_tokens set status = 'done' where id = $1`, [id])
		);
		expect(error.code).toBe('LN003');
	});

	test('the patient sees their place, is told when called, and nobody else’s', async ({ db }) => {
		const { desk, departmentId, patient, token } = await waiting(db);
		const queue = queueOf(db, desk);
		await since(db, (await queue.take(departmentId, null, 'Before')).id, 30);
		const mine = () =>
			db.as(patient, () =>
				db.row('select label, status, ahead::int from public.my_queue_position()')
			);
		const { id, label } = await token();
		expect(await mine()).toEqual({ label, status: 'waiting', ahead: 1 });
		await queue.recall(id);
		expect(await mine()).toEqual({ label, status: 'called', ahead: 0 });
		expect(
			await db.value(
				`select params ->> 'label' from public.notifications where user_id = $1 and kind = 'queue_called'`,
				[patient.id]
			)
		).toBe(label);
		expect(await db.as(patient, () => db.count('select from public.queue_tokens'))).toBe(1);
	});
});

describe('how long it takes', () => {
	const figures = (db: TestDatabase, departmentId: string) =>
		db.row('select * from private.queue_figures($1)', [departmentId]);

	/** Somebody who came and was called so many minutes ago. */
	const called = (
		db: TestDatabase,
		departmentId: string,
		came: number,
		call: number,
		nth: number
	) =>
		db.rows(
			`insert into public.queue_tokens
				(department_id, day, number, label, note, status, waiting_since, turn_at, called_at, first_called_at)
			values ($1, private.hospital_day(), $4, 'T', 'x', 'done', now() - make_interval(mins => $2),
				now(), now() - make_interval(mins => $3), now() - make_interval(mins => $3))`,
			[departmentId, came, call, 100 + nth]
		);

	test('is not known while too little was measured', async ({ db }) => {
		const { desk, departmentId } = await clinic(db);
		await called(db, departmentId, 60, 50, 1);
		await called(db, departmentId, 60, 40, 2);
		await queueOf(db, desk).take(departmentId, null, 'Red coat');
		const today = await figures(db, departmentId);
		expect([today.waiting, today.done, today.median_wait_minutes, today.pace_minutes]).toEqual([
			'1',
			'2',
			'15',
			null
		]);
		const [row] = await db.as(desk, () =>
			db.rows('select estimate_minutes from public.queue_board($1)', [departmentId])
		);
		expect(row).toEqual({ estimate_minutes: null });
	});

	test('is today’s median between two calls while somebody waited, up to the next five', async ({
		db
	}) => {
		const { desk, departmentId } = await clinic(db);
		// Called every 8 minutes while all waited; then a quiet hour that tells nothing.
		for (const [nth, call] of [100, 92, 84, 76].entries()) {
			await called(db, departmentId, 120, call, nth);
		}
		await called(db, departmentId, 11, 10, 9);
		for (const note of ['a', 'b', 'c']) await queueOf(db, desk).take(departmentId, null, note);
		expect((await figures(db, departmentId)).pace_minutes).toBe('8.0');
		const rows = await db.as(desk, () =>
			db.rows<{ estimate_minutes: number }>('select estimate_minutes from public.queue_board($1)', [
				departmentId
			])
		);
		expect(rows.map((row) => row.estimate_minutes)).toEqual([10, 20, 25]);
	});
});

describe('the screen in the waiting room', () => {
	async function screen(db: TestDatabase) {
		const { desk, departmentId } = await clinic(db);
		const made = await db.as(desk, () =>
			db.row<{ id: string; token: string }>(
				`select * from public.create_queue_display($1, 'Hall')`,
				[departmentId]
			)
		);
		const shown = (token = made.token) =>
			db.as('anon', () =>
				db.value<{ topic: string; called: { label: string }[]; next: string[] } | null>(
					'select public.queue_display($1)',
					[token]
				)
			);
		return { desk, departmentId, made, shown };
	}

	test('shows numbers and nobody’s name to whoever has the link', async ({ db }) => {
		const { desk, departmentId, made, shown } = await screen(db);
		const queue = queueOf(db, desk);
		const patientId = await db.createPatient({ givenName: 'Ada', familyName: 'Lovelace' });
		const ada = await queue.take(departmentId, patientId);
		const coat = await queue.take(departmentId, null, 'Red coat');
		await queue.recall(ada.id);
		const seen = await shown();
		expect(seen?.called.map(({ label }) => label)).toEqual([ada.label]);
		expect(seen?.next).toEqual([coat.label]);
		for (const secret of ['Ada', 'Lovelace', 'Red coat', patientId, ada.id]) {
			expect(JSON.stringify(seen)).not.toContain(secret);
		}
		expect(await shown(`${made.token}x`)).toBeNull();
		expect(await shown('')).toBeNull();
	});

	test('keeps no secret, and goes dark when the link is taken back', async ({ db }) => {
		const { desk, made, shown } = await screen(db);
		const topic = (await shown())?.topic ?? '';
		const heard = () =>
			db.as('anon', () => db.value<boolean>(`select private.may_on_topic($1, 'hear')`, [topic]));
		expect(
			await db.value(
				'select row(display.*)::text from public.queue_displays display where id = $1',
				[made.id]
			)
		).not.toContain(made.token);
		expect(topic).not.toContain(made.id);
		expect(await heard()).toBe(true);
		await db.as(desk, () => db.rows('select public.revoke_queue_display($1)', [made.id]));
		expect(await shown()).toBeNull();
		expect(await heard()).toBe(false);
		expect(
			await db.count(`select from realtime.messages where topic = $1 and event = 'queue_changed'`, [
				topic
			])
		).toBe(1);
	});

	test('hears on its own channel only, by names of exactly that form', async ({ db }) => {
		const { shown } = await screen(db);
		const topic = (await shown())?.topic ?? '';
		const id = topic.replace('queue-display:', '');
		for (const name of [
			'',
			id,
			'queue-display:',
			`queue-display:${randomUUID()}`,
			`queue-display:${id.toUpperCase()}`,
			`${topic}\n`,
			`${topic}:x`,
			` ${topic}`,
			`department:${id}:queue`
		]) {
			expect(
				await db.as('anon', () => db.value(`select private.may_on_topic($1, 'hear')`, [name])),
				name
			).toBe(false);
		}
	});

	test('is told of every change with nothing but that', async ({ db }) => {
		const { desk, departmentId, shown } = await screen(db);
		const topic = (await shown())?.topic ?? '';
		await queueOf(db, desk).take(departmentId, await db.createPatient());
		const rows = await db.rows<{ payload: object; topic: string }>(
			'select topic, payload from realtime.messages where topic = any ($1) order by topic',
			[[topic, `department:${departmentId}:queue`]]
		);
		expect(rows.map((row) => [row.topic, Object.keys(row.payload).sort()])).toEqual([
			[`department:${departmentId}:queue`, ['department_id', 'id', 'transaction']],
			[topic, ['id', 'transaction']]
		]);
	});
});

describe('news of a queue', () => {
	const told = (db: TestDatabase) =>
		db.rows<{ topic: string; count: number }>(
			`select topic, count(*)::int from realtime.messages
			where event = 'queue_changed' and inserted_at = now()::timestamp group by topic order by topic`
		);

	test('is one message for all who wait, and one for whom it is about, however many wait', async ({
		db
	}) => {
		const { desk, departmentId } = await clinic(db);
		const queue = queueOf(db, desk);
		const people = [];
		for (let count = 0; count < 40; count++) {
			const person = await db.createPortalPerson();
			await queue.take(departmentId, person.patientId);
			people.push(person);
		}
		await db.as(desk, () =>
			db.rows(`select public.create_queue_display($1, 'Hall')`, [departmentId])
		);
		const screen = await db.value<string>(
			'select topic_id from public.queue_displays where department_id = $1',
			[departmentId]
		);
		const before = new Map((await told(db)).map(({ topic, count }) => [topic, count]));
		const label = await queue.next(departmentId);
		const called = await db.value<string>(
			'select patient_id from public.queue_tokens where department_id = $1 and label = $2',
			[departmentId, label]
		);
		const news = (await told(db))
			.map(({ topic, count }) => [topic, count - (before.get(topic) ?? 0)])
			.filter(([, count]) => count !== 0);
		expect(news).toEqual([
			[`department:${departmentId}:queue`, 1],
			[`patient:${called}`, 1],
			[`queue-display:${screen}`, 1]
		]);
	});

	test('is for those who wait there now: not before, not elsewhere, not afterwards', async ({
		db
	}) => {
		const { desk, departmentId } = await clinic(db);
		const [person, stranger] = [await db.createPortalPerson(), await db.createPortalPerson()];
		const queue = queueOf(db, desk);
		const hears = (who: Person, department = departmentId) =>
			db.as(who, () =>
				db.value<boolean>(`select private.may_on_topic('department:' || $1 || ':queue', 'hear')`, [
					department
				])
			);
		expect(await hears(person)).toBe(false);
		const token = await queue.take(departmentId, person.patientId);
		expect(await hears(person)).toBe(true);
		expect(
			await db.as(person, () => db.value('select department_id from public.my_queue_position()'))
		).toBe(departmentId);
		expect(await hears(stranger)).toBe(false);
		expect(await hears(person, await db.createDepartment())).toBe(false);
		await db.as(desk, () => db.rows('select public.leave_queue($1)', [token.id]));
		expect(await hears(person)).toBe(false);
	});
});

describe('with many at once', () => {
	const clients = 20;

	/** Real connections that commit; what they made is taken away again. */
	async function contended(
		run: (setting: {
			db: TestDatabase;
			departmentId: string;
			attempt: (sql: string, values: unknown[]) => Promise<Token[]>;
		}) => Promise<void>
	) {
		const owner = await connect();
		const pool = new pg.Pool({ connectionString: databaseUrl(), max: clients });
		const db = new TestDatabase(owner);
		const departmentId = await db.createDepartment();
		const desk = await db.createStaff('receptionist');
		const attempt = async (sql: string, values: unknown[]) => {
			const client = await pool.connect();
			try {
				await client.query('begin');
				await client.query(
					`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
					[JSON.stringify({ sub: desk.id, role: 'authenticated' })]
				);
				const { rows } = await client.query<Token>(sql, values);
				await client.query('commit');
				return rows;
			} catch (error) {
				await client.query('rollback');
				throw error;
			} finally {
				client.release();
			}
		};
		try {
			await run({ db, departmentId, attempt });
		} finally {
			await pool.end();
			await db.rows('delete from public.queue_tokens where department_id = $1', [departmentId]);
			await db.rows('delete from public.departments where id = $1', [departmentId]);
			await db.rows('delete from public.staff where user_id = $1', [desk.id]);
			await db.rows('delete from auth.users where id = $1', [desk.id]);
			await owner.end();
		}
	}

	test('no number is given twice or missing, and no two desks call the same person', () =>
		contended(async ({ db, departmentId, attempt }) => {
			const each = 5;
			const taken = await Promise.all(
				Array.from({ length: clients * each }, (_, nth) =>
					attempt('select * from public.take_token($1, null, $2)', [departmentId, `Walk-in ${nth}`])
				)
			);
			const numbers = taken.flat().map(({ number }) => number);
			expect(numbers.sort((a, b) => a - b)).toEqual(
				Array.from({ length: clients * each }, (_, nth) => nth + 1)
			);

			const called = (
				await Promise.all(
					Array.from({ length: clients * each + clients }, () =>
						attempt('select * from public.call_next($1)', [departmentId])
					)
				)
			).flat();
			expect(new Set(called.map(({ id }) => id)).size).toBe(called.length);
			// Whoever found nobody pressed while others still held the last ones; pressing again finds the rest.
			let left = clients * each - called.length;
			while (left > 0) {
				const [token] = await attempt('select * from public.call_next($1)', [departmentId]);
				expect(token?.called_count).toBe(1);
				left -= 1;
			}
			expect(
				await db.count(
					`select from public.queue_tokens where department_id = $1 and status = 'called' and called_count = 1`,
					[departmentId]
				)
			).toBe(clients * each);
		}));

	test('one patient who is taken in at twenty desks has one number', () =>
		contended(async ({ db, departmentId, attempt }) => {
			const patientId = await db.createPatient();
			const outcomes = await Promise.allSettled(
				Array.from({ length: clients }, () =>
					attempt('select * from public.take_token($1, $2)', [departmentId, patientId])
				)
			);
			const refused = outcomes.flatMap((outcome) =>
				outcome.status === 'rejected' ? [(outcome.reason as pg.DatabaseError).code] : []
			);
			expect(refused).toEqual(Array(clients - 1).fill('LN015'));
			expect((await tokensOf(db, departmentId)).map(({ number }) => number)).toEqual([1]);
			await db.rows('delete from public.queue_tokens where department_id = $1', [departmentId]);
			await db.rows('delete from public.patients where id = $1', [patientId]);
		}));
});
