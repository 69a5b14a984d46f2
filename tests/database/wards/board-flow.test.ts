import { describe, expect, test, type Actor, type TestDatabase } from '../../support/database.ts';
import { admit, board, createWard, createWardStaff, type Ward } from '../../support/ward.ts';

interface Options {
	isolation?: string;
	needs?: string[];
	mother?: string;
	reason?: string;
}

const admitWith = (
	db: TestDatabase,
	patientId: string,
	ward: Ward,
	bedId: string | null,
	{ isolation, needs = [], mother, reason }: Options = {}
) =>
	db.value<string>(
		'select (public.admit_patient($1, $2, $3, null, null, $4, $5, null, $6, $7)).id',
		[patientId, ward.id, bedId, isolation, needs, mother, reason]
	);

const transfer = (db: TestDatabase, admissionId: string, bedId: string, reason?: string) =>
	db.row('select * from public.transfer_patient($1, $2, $3)', [admissionId, bedId, reason]);

const swap = (db: TestDatabase, one: string, other: string, reason?: string) =>
	db.rows('select * from public.swap_beds($1, $2, $3)', [one, other, reason]);

const discharge = (db: TestDatabase, admissionId: string, disposition = 'home') =>
	db.row('select * from public.discharge_patient($1, $2)', [admissionId, disposition]);

interface Undone extends Record<string, unknown> {
	kind: string;
	bed_label: string | null;
	with_mother: boolean;
}
const undo = (db: TestDatabase, admissionId: string) =>
	db.row<Undone>('select * from public.undo_move($1)', [admissionId]);

const leave = (db: TestDatabase, admissionId: string) =>
	db.row(
		`select * from public.start_leave($1, clock_timestamp() + interval '1 day', 'A wedding')`,
		[admissionId]
	);

const problems = (db: TestDatabase, admissionId: string) =>
	db
		.rows<{ bed_id: string; problems: string[] }>('select * from public.bed_fits($1)', [
			admissionId
		])
		.then((rows) => Object.fromEntries(rows.map((row) => [row.bed_id, row.problems])));

/**
 * Everything about the beds of this test's wards that a refused command must leave as it was. Other tests
 * commit to theirs meanwhile.
 */
const everything = (db: TestDatabase) =>
	db.rows(
		`with own as (select id from public.wards where created_at = now())
		select 'stay' as what, to_jsonb(stay) as row from public.bed_stays stay join own on own.id = stay.ward_id
		union all select 'admission', to_jsonb(admission) from public.admissions admission join own on own.id = admission.ward_id
		union all select 'leave', to_jsonb(away) from public.admission_leaves away join own on own.id = away.ward_id
		union all select 'task', to_jsonb(task) from public.housekeeping_tasks task join own on own.id = task.ward_id
		order by 1, 2`
	);

/** The error of a command that must not change anything. */
async function refused(db: TestDatabase, actor: Actor, command: () => Promise<unknown>) {
	const before = await everything(db);
	const { code, hint } = await db.refusal(actor, command);
	expect(await everything(db)).toEqual(before);
	return hint ? `${code} ${hint}` : code;
}

async function placeOf(db: TestDatabase, admissionId: string) {
	const [row] = await db.rows(
		`select bed.label as bed, admission.ward_id, admission.discharged_at is null as open
		from public.admissions admission
		left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
		left join public.beds bed on bed.id = stay.bed_id
		where admission.id = $1`,
		[admissionId]
	);
	return row;
}

const states = async (db: TestDatabase, wardId: string) =>
	(await board(db, wardId)).map((bed) => bed.state);

const task = (db: TestDatabase, bedId: string) =>
	db.value<string>(
		`select id from public.housekeeping_tasks where bed_id = $1 order by created_at desc limit 1`,
		[bedId]
	);

/** A ward of one room with four beds, a bed manager, and Ada, a woman, in the first. */
async function hospital(db: TestDatabase) {
	const ward = await createWard(db, 4);
	const manager = await db.createStaff('bed_manager');
	const [first = '', second = '', third = '', fourth = ''] = ward.beds;
	const ada = await person(db, 'female');
	const admissionId = await db.as(manager, () => admitWith(db, ada, ward, first));
	return { ward, manager, ada, admissionId, first, second, third, fourth };
}

async function person(db: TestDatabase, sex: string, age = '40 years') {
	const id = await db.createPatient();
	await db.rows(
		'update public.patients set sex = $2, birth_date = current_date - $3::interval where id = $1',
		[id, sex, age]
	);
	return id;
}

/** Another room of the ward with one bed, of which some things are told. */
const createRoom = (db: TestDatabase, ward: Ward, rule = 'any', features: string[] = []) =>
	db.value<string>(
		`with room as (
			insert into public.ward_rooms (ward_id, name, position, gender_rule)
			values ($1, 'Room ' || $2 || clock_timestamp(), 9, $2) returning id
		)
		insert into public.beds (ward_id, room_id, label, position, features)
		select $1, id, left(md5(id::text), 6), 90, $3 from room returning id`,
		[ward.id, rule, features]
	);

const movedAgo = (db: TestDatabase, admissionId: string, ago: string) =>
	db.rows(
		`update private.last_moves set moved_at = moved_at - $2::interval where admission_id = $1`,
		[admissionId, ago]
	);

describe('what speaks against a bed', () => {
	test('everything that does is told, of every bed of one’s wards', async ({ db }) => {
		const { ward, manager, admissionId, first, second, third, fourth } = await hospital(db);
		const [next, gone] = [await person(db, 'female'), await person(db, 'female')];
		await db.as(manager, async () => {
			await admit(db, next, ward.id, second);
			await discharge(db, (await admit(db, gone, ward.id, third)).id);
			await db.rows('select public.close_bed($1)', [fourth]);
		});
		const men = await createRoom(db, ward, 'male');
		const nurse = await createWardStaff(db, 'nurse', ward);
		await db.rows(`update public.admissions set needs = '{oxygen}' where id = $1`, [admissionId]);
		expect(await db.as(nurse, () => problems(db, admissionId))).toEqual({
			[first]: ['occupied', 'features'],
			[second]: ['occupied', 'features'],
			[third]: ['housekeeping', 'features'],
			[fourth]: ['closed', 'features'],
			[men]: ['gender', 'features']
		});
	});

	test('the rule of a room: who may lie where', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		const man = await person(db, 'male');
		const unknown = await person(db, 'unknown');
		const women = await createRoom(db, ward, 'female');
		const same = await createRoom(db, ward, 'same');
		const fits = (patientId: string, bedId: string) =>
			db.value<string[]>('select private.bed_problems($1, null, null, $2)', [patientId, bedId]);
		expect(await fits(man, women)).toEqual(['gender']);
		expect(await fits(unknown, women)).toEqual(['gender']);
		expect(await fits(man, same)).toEqual([]);

		const beside = await db.value<string>(
			`insert into public.beds (ward_id, room_id, label)
			select ward_id, room_id, 'same2' from public.beds where id = $1 returning id`,
			[same]
		);
		await db.as(manager, () => transfer(db, admissionId, same));
		expect(await fits(man, beside)).toEqual(['gender']);
		expect(await fits(await person(db, 'female'), beside)).toEqual([]);
	});

	test('precautions: alone, or with the same; airborne with negative pressure', async ({ db }) => {
		const { ward, admissionId, second } = await hospital(db);
		const other = await person(db, 'female');
		const alone = await createRoom(db, ward);
		const airlock = await createRoom(db, ward, 'any', ['negative_pressure']);
		const fits = (isolation: string | null, bedId: string) =>
			db.value<string[]>('select private.bed_problems($1, $2, null, $3)', [
				other,
				isolation,
				bedId
			]);
		const cells: [string | null, string | null, string[]][] = [
			[null, null, []],
			['contact', null, ['isolation']],
			[null, 'contact', ['isolation']],
			['contact', 'contact', []],
			['contact', 'droplet', ['isolation']],
			['protective', 'protective', ['isolation']]
		];
		for (const [mine, theirs, expected] of cells) {
			await db.rows('update public.admissions set isolation = $2 where id = $1', [
				admissionId,
				theirs
			]);
			expect(await fits(mine, second), `${mine} beside ${theirs}`).toEqual(expected);
		}
		expect(await fits('protective', alone)).toEqual([]);
		expect(await fits('airborne', alone)).toEqual(['isolation']);
		expect(await fits('airborne', airlock)).toEqual([]);
	});

	test('another bed of the same room is no worse company', async ({ db }) => {
		const { manager, ward, admissionId, second } = await hospital(db);
		await db.as(manager, async () => admit(db, await outside(), ward.id, ward.beds[2]));
		async function outside() {
			await db.rows('reset role');
			return person(db, 'male');
		}
		await db.rows(`update public.ward_rooms set gender_rule = 'same' where id = $1`, [ward.roomId]);
		await db.rows(`update public.admissions set isolation = 'contact' where id = $1`, [
			admissionId
		]);
		await db.as(manager, () => transfer(db, admissionId, second));
		expect((await placeOf(db, admissionId))?.bed).toBe('2');
	});

	test('a bed kept for somebody else is reserved, for them it is not', async ({ db }) => {
		const { ward, ada, second } = await hospital(db);
		const other = await person(db, 'female');
		const request = await db.value<string>(
			`insert into public.bed_requests (patient_id, ward_id, status) values ($1, $2, 'reserved') returning id`,
			[other, ward.id]
		);
		await db.rows(
			`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
			values ($1, $2, $3, $4, now() + interval '1 hour')`,
			[request, other, second, ward.id]
		);
		const fits = (patientId: string) =>
			db.value<string[]>('select private.bed_problems($1, null, null, $2)', [patientId, second]);
		expect(await fits(ada)).toEqual(['reserved']);
		expect(await fits(other)).toEqual([]);
	});
});

describe('a bed that does not suit', () => {
	test('is refused by its reason, and nothing is written', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		const men = await createRoom(db, ward, 'male');
		expect(await refused(db, manager, () => transfer(db, admissionId, men))).toBe('LN020 gender');
		expect(await refused(db, manager, () => transfer(db, admissionId, men, '   '))).toBe(
			'LN020 gender'
		);
		const woman = await person(db, 'female');
		expect(await refused(db, manager, () => admitWith(db, woman, ward, men))).toBe('LN020 gender');
		const plain = await createRoom(db, ward);
		for (const [options, hint] of [
			[{ isolation: 'airborne' }, 'isolation'],
			[{ needs: ['monitor'] }, 'features']
		] as const) {
			expect(
				await refused(db, manager, () =>
					admitWith(db, woman, ward, plain, { ...options, needs: [...(options.needs ?? [])] })
				)
			).toBe(`LN020 ${hint}`);
		}
	});

	test('is used for a reason, which stays with the stay', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		const men = await createRoom(db, ward, 'male');
		await db.rows(`update public.admissions set needs = '{oxygen}' where id = $1`, [admissionId]);
		const stay = await db.as(manager, () => transfer(db, admissionId, men, ' No other bed '));
		expect(stay).toMatchObject({
			bed_id: men,
			override_reason: 'No other bed',
			overridden: ['gender', 'features']
		});
	});

	test('a reason that was not needed is not kept', async ({ db }) => {
		const { manager, admissionId, second } = await hospital(db);
		const stay = await db.as(manager, () => transfer(db, admissionId, second, 'Just so'));
		expect(stay).toMatchObject({ override_reason: null, overridden: [] });
	});

	test('no reason opens a bed that is taken, closed or kept for somebody', async ({ db }) => {
		const { ward, manager, second, third } = await hospital(db);
		const man = await person(db, 'male');
		await db.rows(`update public.ward_rooms set gender_rule = 'female' where id = $1`, [
			ward.roomId
		]);
		const next = await person(db, 'female');
		await db.as(manager, async () => {
			await admit(db, next, ward.id, second);
			await db.rows('select public.close_bed($1)', [third]);
		});
		const into = (bedId: string) =>
			refused(db, manager, () => admitWith(db, man, ward, bedId, { reason: 'Full house' }));
		expect(await into(second)).toBe('23P01');
		expect(await into(third)).toBe('LN005 closed');
	});

	test('a swap asks the same of both beds', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		const men = await createRoom(db, ward, 'male');
		const man = await person(db, 'male');
		const other = await db.as(manager, () => admitWith(db, man, ward, men));
		expect(await refused(db, manager, () => swap(db, admissionId, other))).toBe('LN020 gender');
		await db.as(manager, () => swap(db, admissionId, other, 'For a night'));
		expect(
			await db.rows(
				'select admission_id, overridden from public.bed_stays where is_current and ward_id = $1',
				[ward.id]
			)
		).toEqual(
			expect.arrayContaining([
				{ admission_id: admissionId, overridden: ['gender'] },
				{ admission_id: other, overridden: [] }
			])
		);
	});
});

/** The beds of some wards only: other tests make beds of their own meanwhile, and take them away. */
const boardsOf = async (db: TestDatabase, wards: string[]) =>
	(await Promise.all(wards.map((id) => board(db, id)))).flat();

describe('undoing', () => {
	test('a transfer: back in the bed before, as if nothing had been', async ({ db }) => {
		const { ward, manager, admissionId, second } = await hospital(db);
		const elsewhere = await createWard(db);
		const boards = () => db.as(manager, () => boardsOf(db, [ward.id, elsewhere.id]));
		const before = await boards();
		expect(before.length).toBeGreaterThan(1);
		await db.as(manager, () => transfer(db, admissionId, elsewhere.beds[0] ?? ''));
		expect((await placeOf(db, admissionId))?.ward_id).toBe(elsewhere.id);
		const undone = await db.as(manager, () => undo(db, admissionId));
		expect(undone).toMatchObject({ kind: 'transfer', bed_label: '1', with_mother: false });
		expect(await placeOf(db, admissionId)).toEqual({ bed: '1', ward_id: ward.id, open: true });
		expect(await boards()).toEqual(before);
		// And the next move starts from there.
		await db.as(manager, () => transfer(db, admissionId, second));
		expect((await placeOf(db, admissionId))?.bed).toBe('2');
	});

	test('a first bed: waiting again, on the ward they waited for', async ({ db }) => {
		const { ward, manager } = await hospital(db);
		const elsewhere = await createWard(db);
		const patientId = await person(db, 'male');
		const { id } = await db.as(manager, () => admit(db, patientId, ward.id));
		await db.as(manager, () => transfer(db, id, elsewhere.beds[0] ?? ''));
		const undone = await db.as(manager, () => undo(db, id));
		expect(undone).toMatchObject({ kind: 'transfer', bed_label: null });
		expect(await placeOf(db, id)).toEqual({ bed: null, ward_id: ward.id, open: true });
		expect(await db.as(manager, () => states(db, elsewhere.id))).toEqual([
			'available',
			'available',
			'available'
		]);
	});

	test('a swap: both back', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		const elsewhere = await createWard(db);
		const other = await person(db, 'male');
		const next = await db.as(manager, () =>
			admitWith(db, other, elsewhere, elsewhere.beds[1] ?? '')
		);
		const boards = () => db.as(manager, () => boardsOf(db, [ward.id, elsewhere.id]));
		const before = await boards();
		await db.as(manager, () => swap(db, admissionId, next));
		// Either of the two will do.
		await db.as(manager, () => undo(db, next));
		expect(await placeOf(db, admissionId)).toEqual({ bed: '1', ward_id: ward.id, open: true });
		expect(await placeOf(db, next)).toEqual({ bed: '2', ward_id: elsewhere.id, open: true });
		expect(await boards()).toEqual(before);
		expect(await refused(db, manager, () => undo(db, admissionId))).toBe('LN021 late');
	});

	test('a swap of which one has moved on: neither', async ({ db }) => {
		const { ward, manager, admissionId, second, third } = await hospital(db);
		const other = await person(db, 'male');
		const next = await db.as(manager, () => admitWith(db, other, ward, second));
		await db.as(manager, () => swap(db, admissionId, next));
		await db.as(manager, () => transfer(db, next, third));
		expect(await refused(db, manager, () => undo(db, admissionId))).toBe('LN021 overtaken');
	});

	test('a discharge: admitted as before, in the same bed, and its cleaning is off', async ({
		db
	}) => {
		const { ward, manager, admissionId, first } = await hospital(db);
		await db.as(manager, async () => {
			await leave(db, admissionId);
			await discharge(db, admissionId, 'left_against_advice');
		});
		const undone = await db.as(manager, () => undo(db, admissionId));
		expect(undone).toMatchObject({ kind: 'discharge', bed_label: '1' });
		expect(await placeOf(db, admissionId)).toEqual({ bed: '1', ward_id: ward.id, open: true });
		expect(
			await db.value('select status from public.housekeeping_tasks where bed_id = $1', [first])
		).toBe('cancelled');
		expect(
			await db.value('select disposition from public.admissions where id = $1', [admissionId])
		).toBeNull();
		// Away they were, and away they are.
		expect(
			await db.count(
				'select from public.admission_leaves where admission_id = $1 and returned_at is null',
				[admissionId]
			)
		).toBe(1);
	});

	test('a discharge whose bed is lost: admitted, and waiting', async ({ db }) => {
		const loss: [string, (manager: Actor, bed: string, ward: Ward) => Promise<unknown>][] = [
			['cleaning has begun', (by, bed) => start(by, bed)],
			[
				'cleaned and taken',
				async (by, bed, ward) => {
					const other = await person(db, 'male');
					await db.as(by, async () =>
						db.rows('select public.finish_cleaning($1)', [await task(db, bed)])
					);
					await db.as(by, () => admit(db, other, ward.id, bed));
				}
			],
			['closed', (by, bed) => db.as(by, () => db.rows('select public.close_bed($1)', [bed]))]
		];
		const start = (by: Actor, bed: string) =>
			db.as(by, async () => db.rows('select public.start_cleaning($1)', [await task(db, bed)]));
		for (const [what, lose] of loss) {
			await db.undone(async () => {
				const { ward, manager, admissionId, first } = await hospital(db);
				await db.as(manager, () => discharge(db, admissionId));
				await lose(manager, first, ward);
				const undone = await db.as(manager, () => undo(db, admissionId));
				expect(undone, what).toMatchObject({ kind: 'discharge', bed_id: null });
				expect(await placeOf(db, admissionId), what).toEqual({
					bed: null,
					ward_id: ward.id,
					open: true
				});
			});
		}
	});

	test('is over after 10 minutes', async ({ db }) => {
		const { manager, admissionId, second } = await hospital(db);
		await db.as(manager, () => transfer(db, admissionId, second));
		await db.undone(async () => {
			await movedAgo(db, admissionId, '9 minutes 50 seconds');
			await db.as(manager, () => undo(db, admissionId));
			expect((await placeOf(db, admissionId))?.bed).toBe('1');
		});
		await movedAgo(db, admissionId, '10 minutes');
		expect(await refused(db, manager, () => undo(db, admissionId))).toBe('LN021 late');
	});

	test('is over when something has happened since', async ({ db }) => {
		const after = async (
			move: (manager: Actor, all: Awaited<ReturnType<typeof hospital>>) => Promise<unknown>,
			then: (manager: Actor, all: Awaited<ReturnType<typeof hospital>>) => Promise<unknown>
		) =>
			db.undone(async () => {
				const all = await hospital(db);
				await move(all.manager, all);
				await then(all.manager, all);
				return refused(db, all.manager, () => undo(db, all.admissionId));
			});
		type All = Awaited<ReturnType<typeof hospital>>;
		const moved = (by: Actor, { admissionId, second }: All) =>
			db.as(by, () => transfer(db, admissionId, second));
		const left = (by: Actor, { admissionId }: All) => db.as(by, () => discharge(db, admissionId));
		const begun = (by: Actor, { first }: All) =>
			db.as(by, async () => db.rows('select public.start_cleaning($1)', [await task(db, first)]));
		const closed = (by: Actor, { first }: All) =>
			db.as(by, () => db.rows('select public.close_bed($1)', [first]));
		const back = async (by: Actor, { ada, ward, third }: All) =>
			db.as(by, () => admit(db, ada, ward.id, third));
		const newcomer = async (by: Actor, { ward, third }: All) => {
			await db.rows(`update public.ward_rooms set gender_rule = 'male' where id = $1`, [
				ward.roomId
			]);
			const man = await person(db, 'male');
			await db.as(by, () => admit(db, man, ward.id, third));
		};
		const away = async (by: Actor, all: All) => {
			const room = await createRoom(db, all.ward);
			await db.as(by, () => transfer(db, all.admissionId, room));
		};
		expect(await after(moved, begun)).toBe('LN021 overtaken');
		expect(await after(moved, closed)).toBe('LN021 overtaken');
		expect(await after(left, back)).toBe('LN021 overtaken');
		expect(await after(away, newcomer)).toBe('LN021 overtaken');
		expect(
			await after(
				async () => undefined,
				async () => undefined
			)
		).toBe('LN021 late');
	});

	test('is offered to who moved, for as long as it can be done', async ({ db }) => {
		const { ward, manager, admissionId, second } = await hospital(db);
		const colleague = await db.createStaff('bed_manager');
		const offered = (actor: Actor) =>
			db.as(actor, () =>
				db.rows(
					'select kind, from_label, to_label, patient_name is not null as named from public.undoable_moves($1)',
					[ward.id]
				)
			);
		expect(await offered(manager)).toEqual([]);
		await db.as(manager, () => transfer(db, admissionId, second));
		expect(await offered(manager)).toEqual([
			{ kind: 'transfer', from_label: '1', to_label: '2', named: true }
		]);
		expect(await offered(colleague)).toEqual([]);
		await db.as(manager, () => discharge(db, admissionId));
		expect(await offered(manager)).toEqual([
			{ kind: 'discharge', from_label: '2', to_label: null, named: true }
		]);
		await movedAgo(db, admissionId, '11 minutes');
		expect(await offered(manager)).toEqual([]);
	});

	test('an admission that ended is changed by nothing else', async ({ db }) => {
		const { manager, admissionId } = await hospital(db);
		await db.as(manager, () => discharge(db, admissionId));
		for (const command of [
			() => leave(db, admissionId),
			() => db.rows('select public.end_leave($1)', [admissionId]),
			() => db.rows(`select public.update_stay($1, null, null, '{}', false, null)`, [admissionId]),
			() => db.rows('select public.link_newborn($1, null)', [admissionId])
		]) {
			expect((await refused(db, manager, command))?.slice(0, 5)).toBe('LN006');
		}
	});
});

describe('leave', () => {
	test('keeps the bed, and the return ends it', async ({ db }) => {
		const { ward, manager, admissionId } = await hospital(db);
		await db.as(manager, () => leave(db, admissionId));
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('occupied');
		const away = () =>
			db.row('select returned_at, reason from public.admission_leaves where admission_id = $1', [
				admissionId
			]);
		expect(await away()).toEqual({ returned_at: null, reason: 'A wedding' });
		await db.as(manager, () => db.rows('select public.end_leave($1)', [admissionId]));
		expect((await away()).returned_at).not.toBeNull();
		await db.as(manager, () => leave(db, admissionId));
	});

	test('is not begun twice, not ended where nobody left, not over before it began', async ({
		db
	}) => {
		const { ward, manager, admissionId } = await hospital(db);
		const end = () => db.rows('select public.end_leave($1)', [admissionId]);
		expect(await refused(db, manager, end)).toBe('PT404 p_admission_id');
		expect(
			await refused(db, manager, () =>
				db.rows(`select public.start_leave($1, now() - interval '1 minute')`, [admissionId])
			)
		).toBe('22023 p_expected_back_at');
		const patientId = await person(db, 'male');
		const waiting = await db.as(manager, () => admit(db, patientId, ward.id));
		expect(await refused(db, manager, () => leave(db, waiting.id))).toBe('22023 p_admission_id');
		await db.as(manager, () => leave(db, admissionId));
		expect(await refused(db, manager, () => leave(db, admissionId))).toBe('23505');
	});

	test('the board is told, and who is discharged is away no more', async ({ db }) => {
		const { manager, admissionId } = await hospital(db);
		await db.rows(`select set_config('lantern.announced_beds', '', true)`);
		const told = () => db.count(`select from realtime.messages where event = 'bed_board_changed'`);
		const before = await told();
		await db.as(manager, () => leave(db, admissionId));
		expect(await told()).toBeGreaterThan(before);
		await db.as(manager, () => discharge(db, admissionId));
		expect(
			await db.count(
				'select from public.admission_leaves where returned_at is null and admission_id = $1',
				[admissionId]
			)
		).toBe(0);
	});
});

describe('mother and newborn', () => {
	/** Ada, and her child of two days without a bed. */
	async function family(db: TestDatabase) {
		const all = await hospital(db);
		const child = await person(db, 'male', '2 days');
		const newborn = await db.as(all.manager, () =>
			admitWith(db, child, all.ward, null, { mother: all.admissionId })
		);
		const elsewhere = await createWard(db);
		return { ...all, child, newborn, elsewhere, target: elsewhere.beds[0] ?? '' };
	}
	const waiting = (db: TestDatabase, wardId: string) =>
		db.count('select from public.waiting_admissions($1)', [wardId]);

	test('a newborn without a bed is with the mother, and does not wait', async ({ db }) => {
		const { manager, ward, newborn, admissionId } = await family(db);
		await db.rows('set constraints all immediate');
		expect(await db.as(manager, () => waiting(db, ward.id))).toBe(0);
		expect(
			await db.count('select from public.bed_requests where admission_id = $1', [newborn])
		).toBe(0);
		expect(
			await db.value('select mother_admission_id from public.admissions where id = $1', [newborn])
		).toBe(admissionId);
	});

	test('goes along wherever she goes, and back', async ({ db }) => {
		const { manager, ward, newborn, admissionId, elsewhere, target } = await family(db);
		const wardOfChild = async () => (await placeOf(db, newborn))?.ward_id;
		await db.as(manager, () => transfer(db, admissionId, target));
		expect(await wardOfChild()).toBe(elsewhere.id);
		await db.as(manager, () => undo(db, admissionId));
		expect(await wardOfChild()).toBe(ward.id);
		const other = await person(db, 'female');
		const next = await db.as(manager, () => admitWith(db, other, elsewhere, target));
		await db.as(manager, () => swap(db, admissionId, next));
		expect(await wardOfChild()).toBe(elsewhere.id);
		await db.as(manager, () => undo(db, admissionId));
		expect(await wardOfChild()).toBe(ward.id);
	});

	test('one with a bed of their own stays in it; giving it up brings them back', async ({ db }) => {
		const { manager, ward, newborn, admissionId, elsewhere, target, second } = await family(db);
		await db.as(manager, () => transfer(db, newborn, target));
		await db.as(manager, () => transfer(db, admissionId, second));
		expect(await placeOf(db, newborn)).toMatchObject({ bed: '1', ward_id: elsewhere.id });
		await db.as(manager, () =>
			db.rows('select public.link_newborn($1, $2, false)', [newborn, admissionId])
		);
		expect(await placeOf(db, newborn)).toEqual({ bed: null, ward_id: ward.id, open: true });
		expect((await db.as(manager, () => states(db, elsewhere.id)))[0]).toBe('housekeeping');
	});

	test('is not left behind, sent off alone or admitted elsewhere', async ({ db }) => {
		const { manager, elsewhere, admissionId, newborn } = await family(db);
		expect(await refused(db, manager, () => discharge(db, admissionId))).toBe(
			'LN023 p_admission_id'
		);
		expect(await refused(db, manager, () => leave(db, newborn))).toBe('LN023 p_admission_id');
		const twin = await person(db, 'female', '2 days');
		expect(
			await refused(db, manager, () =>
				admitWith(db, twin, elsewhere, null, { mother: admissionId })
			)
		).toBe('LN023 p_ward_id');
		// The child first, then the mother.
		await db.as(manager, async () => {
			await discharge(db, newborn);
			await discharge(db, admissionId);
		});
	});

	test('whose mother died waits for a bed', async ({ db }) => {
		const { manager, ward, admissionId } = await family(db);
		await db.as(manager, () => discharge(db, admissionId, 'deceased'));
		expect(await db.as(manager, () => waiting(db, ward.id))).toBe(1);
		await db.as(manager, () => undo(db, admissionId));
		expect(await db.as(manager, () => waiting(db, ward.id))).toBe(0);
	});

	test('an undone discharge of the child brings them back to her', async ({ db }) => {
		const { manager, admissionId, newborn, elsewhere, target } = await family(db);
		await db.as(manager, async () => {
			await discharge(db, newborn);
			await transfer(db, admissionId, target);
		});
		const undone = await db.as(manager, () => undo(db, newborn));
		expect(undone).toMatchObject({ bed_label: null, with_mother: true });
		expect((await placeOf(db, newborn))?.ward_id).toBe(elsewhere.id);
	});

	test('counts for no gender rule', async ({ db }) => {
		const { ward, newborn, child } = await family(db);
		const women = await createRoom(db, ward, 'female');
		expect(
			await db.value('select private.bed_problems($1, null, null, $2)', [child, women])
		).toEqual([]);
		await db.rows('update public.admissions set mother_admission_id = null where id = $1', [
			newborn
		]);
		expect(
			await db.value('select private.bed_problems($1, null, null, $2)', [child, women])
		).toEqual(['gender']);
	});

	test('neither adults nor men nor newborns make a family', async ({ db }) => {
		const { manager, ward, newborn, admissionId } = await family(db);
		const [man, woman] = [await person(db, 'male'), await person(db, 'female')];
		const [father, sister] = await db.as(manager, async () => [
			(await admit(db, man, ward.id)).id,
			(await admit(db, woman, ward.id)).id
		]);
		const link = (child: string | undefined, mother: string | undefined) =>
			refused(db, manager, () => db.rows('select public.link_newborn($1, $2)', [child, mother]));
		expect(await link(sister, admissionId)).toBe('22023 p_newborn_admission_id');
		expect(await link(newborn, father)).toBe('22023 p_mother_admission_id');
		expect(await link(newborn, newborn)).toBe('22023 p_mother_admission_id');
		expect(await link(admissionId, sister)).toBe('22023 p_newborn_admission_id');
	});
});

describe('what is planned for a stay', () => {
	const update = (db: TestDatabase, id: string, values: unknown[]) =>
		db.row('select * from public.update_stay($1, $2, $3, $4, $5, $6)', [id, ...values]);

	test('is set all at once', async ({ db }) => {
		const { manager, admissionId } = await hospital(db);
		const { rows: changed } = await db.client.query(`select (current_date + 3)::text as day`);
		const day = String(changed[0].day);
		await db.as(manager, () =>
			update(db, admissionId, [day, 'droplet', ['oxygen', 'monitor', 'oxygen'], true, null])
		);
		expect(
			await db.row(
				`select expected_discharge_on::text as day, isolation, needs, private
				from public.admissions where id = $1`,
				[admissionId]
			)
		).toEqual({ day, isolation: 'droplet', needs: ['monitor', 'oxygen'], private: true });
		// Made private by somebody outside the care team, it is theirs no more.
		expect(
			await refused(db, manager, () => update(db, admissionId, [null, null, [], false, null]))
		).toBe('PT404 p_admission_id');
	});

	test('bad input names its field', async ({ db }) => {
		const { manager, admissionId } = await hospital(db);
		for (const [values, expected] of [
			[[null, 'quarantine', [], false, null], '22023 p_isolation'],
			[[null, null, ['sea view'], false, null], '22023 p_needs'],
			[['2020-01-01', null, [], false, null], '22023 p_expected_discharge_on'],
			[[null, null, [], false, admissionId], 'PT404 p_attending_id']
		] as const) {
			expect(await refused(db, manager, () => update(db, admissionId, [...values]))).toBe(expected);
		}
	});

	test('a discharge keeps the diagnosis group, and refuses what is none', async ({ db }) => {
		const { manager, admissionId } = await hospital(db);
		const close = (group: string) =>
			db.row(`select * from public.discharge_patient($1, 'home', null, $2)`, [admissionId, group]);
		expect(await refused(db, manager, () => close('flu'))).toBe('22023 p_diagnosis_group');
		await db.as(manager, () => close('J00-J99'));
		expect(
			await db.value('select diagnosis_group from public.admissions where id = $1', [admissionId])
		).toBe('J00-J99');
	});
});

describe('the cleaners’ list', () => {
	interface Task extends Record<string, unknown> {
		bed_label: string;
		status: string;
		worker_name: string | null;
		mine: boolean;
		urgent: boolean;
	}
	const tasks = (db: TestDatabase, wardId: string) =>
		db.rows<Task>(`select * from public.cleaning_tasks($1, now() - interval '1 hour')`, [wardId]);

	test('what somebody waits for comes first, then the longest waiting, then what is done', async ({
		db
	}) => {
		const { ward, manager, second, third } = await hospital(db);
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		await db.rows(
			`insert into public.housekeeping_tasks (bed_id, ward_id, created_at)
			select id, ward_id, now() - position * interval '1 minute' from public.beds
			where ward_id = $1 and position > 1`,
			[ward.id]
		);
		const patientId = await person(db, 'male');
		const request = await db.value<string>(
			`insert into public.bed_requests (patient_id, ward_id, status) values ($1, $2, 'reserved') returning id`,
			[patientId, ward.id]
		);
		await db.rows(
			`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
			values ($1, $2, $3, $4, now() + interval '1 hour')`,
			[request, patientId, second, ward.id]
		);
		const order = async () =>
			(await db.as(housekeeper, () => tasks(db, ward.id))).map(
				({ bed_label, status, urgent }) => `${bed_label} ${status}${urgent ? ' urgent' : ''}`
			);
		expect(await order()).toEqual(['2 waiting urgent', '4 waiting', '3 waiting']);
		await db.as(housekeeper, async () =>
			db.rows('select public.finish_cleaning($1)', [await task(db, third)])
		);
		expect(await order()).toEqual(['2 waiting urgent', '4 waiting', '3 done']);
		expect((await db.as(manager, () => tasks(db, ward.id))).map(({ mine }) => mine)).toEqual([
			false,
			false,
			false
		]);
	});

	test('says who is at it; handed back, it waits for anybody', async ({ db }) => {
		const { ward, manager, admissionId, first } = await hospital(db);
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		await db.as(manager, () => discharge(db, admissionId));
		const id = await task(db, first);
		const run = (command: string) => () => db.rows(`select public.${command}($1)`, [id]);
		expect(await refused(db, housekeeper, run('hand_back_cleaning'))).toBe('LN003');
		await db.as(housekeeper, run('start_cleaning'));
		expect((await db.as(housekeeper, () => tasks(db, ward.id)))[0]).toMatchObject({
			status: 'in_progress',
			mine: true
		});
		await db.as(housekeeper, run('hand_back_cleaning'));
		expect((await db.as(housekeeper, () => tasks(db, ward.id)))[0]).toMatchObject({
			status: 'waiting',
			worker_name: null,
			started_at: null
		});
		expect(await refused(db, housekeeper, run('cancel_cleaning'))).toBe('42501 beds.manage');
		await db.as(manager, run('cancel_cleaning'));
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('available');
		expect(await refused(db, manager, run('start_cleaning'))).toBe('LN003');
	});

	test('shows nothing to those who do not clean, and no other ward', async ({ db }) => {
		const { ward } = await hospital(db);
		await db.rows(`insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)`, [
			ward.beds[1],
			ward.id
		]);
		const elsewhere = await createWard(db);
		const count = async (actor: Actor) => (await db.as(actor, () => tasks(db, ward.id))).length;
		expect(await count(await createWardStaff(db, 'housekeeper', ward))).toBe(1);
		expect(await count(await createWardStaff(db, 'housekeeper', elsewhere))).toBe(0);
		expect(await count(await createWardStaff(db, 'doctor', ward))).toBe(0);
	});
});
