import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { admit, board, createWard, createWardStaff, type Ward } from '../../support/ward.ts';

interface Place {
	id: string;
	x: number;
	y: number;
	width: number;
	height: number;
}

const place = (id: string, x: number, y: number, width = 3, height = 4): Place => ({
	id,
	x,
	y,
	width,
	height
});

/** The plan of a ward as it is. */
const plan = (db: TestDatabase, wardId: string) =>
	db.rows<Place & Record<string, unknown>>(
		`select id, plan_x as x, plan_y as y, plan_width as width, plan_height as height
		from public.ward_rooms where ward_id = $1 and plan_x is not null order by position, name`,
		[wardId]
	);

const save = (db: TestDatabase, wardId: string, rooms: unknown, seen: unknown = []) =>
	db.rows('select * from public.save_floor_plan($1, $2, $3)', [
		wardId,
		JSON.stringify(rooms),
		JSON.stringify(seen)
	]);

const addRoom = (db: TestDatabase, wardId: string, name: string, position = 1) =>
	db.value<string>(
		'insert into public.ward_rooms (ward_id, name, position) values ($1, $2, $3) returning id',
		[wardId, name, position]
	);

/** A ward of three rooms, the first with three beds, and who sets it up. */
async function hospital(db: TestDatabase) {
	const ward = await createWard(db);
	const manager = await createWardStaff(db, 'ward_manager', ward);
	const second = await addRoom(db, ward.id, 'Room 2', 1);
	const third = await addRoom(db, ward.id, 'Room 3', 2);
	const [bed = ''] = ward.beds;
	return { ward, manager, first: ward.roomId, second, third, bed };
}

async function occupy(db: TestDatabase, ward: Ward, bedId: string | null) {
	const patientId = await db.createPatient();
	const clerk = await db.createStaff('bed_manager');
	return db.as(clerk, () => admit(db, patientId, ward.id, bedId));
}

const isActive = (db: TestDatabase, table: 'wards' | 'ward_rooms' | 'beds', id: string) =>
	db.value<boolean>(`select active from public.${table} where id = $1`, [id]);

const deactivate = (
	db: TestDatabase,
	actor: Person,
	table: 'wards' | 'ward_rooms' | 'beds',
	id: string
) =>
	db.refusal(actor, () => db.rows(`update public.${table} set active = false where id = $1`, [id]));

describe('a floor plan', () => {
	test('is drawn as a whole: rooms that are not in the list are taken off', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const drawn = [place(first, 0, 0), place(second, 3, 0)];
		const rooms = await db.as(manager, () => save(db, ward.id, drawn));
		expect(rooms).toHaveLength(3);
		expect(await plan(db, ward.id)).toEqual(drawn);

		const later = [place(second, 0, 6, 5, 4)];
		await db.as(manager, () => save(db, ward.id, later, drawn));
		expect(await plan(db, ward.id)).toEqual(later);
	});

	test('lets rooms change places in one step', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const drawn = [place(first, 0, 0), place(second, 3, 0)];
		await db.as(manager, () => save(db, ward.id, drawn));
		const swapped = [place(first, 3, 0), place(second, 0, 0)];
		await db.as(manager, () => save(db, ward.id, swapped, drawn));
		expect(await plan(db, ward.id)).toEqual(swapped);
	});

	test('that somebody else has changed meanwhile is refused, and theirs stays', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const colleague = await createWardStaff(db, 'ward_manager', ward);
		const theirs = [place(first, 0, 0)];
		await db.as(colleague, () => save(db, ward.id, theirs));
		const error = await db.refusal(manager, () => save(db, ward.id, [place(second, 9, 9)]));
		expect([error.code, error.hint]).toEqual(['LN009', 'p_seen']);
		expect(await plan(db, ward.id)).toEqual(theirs);
	});

	test('takes no rooms on one another: refused with the room, and nothing is drawn', async ({
		db
	}) => {
		const { ward, manager, first, second, third } = await hospital(db);
		const error = await db.refusal(manager, () =>
			save(db, ward.id, [place(third, 20, 0), place(first, 0, 0), place(second, 2, 3)])
		);
		expect([error.code, error.hint]).toEqual(['22023', second]);
		expect(await plan(db, ward.id)).toEqual([]);
	});

	test('takes no rooms on one another however they are written', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		await db.as(manager, () => save(db, ward.id, [place(first, 0, 0)]));
		const error = await db.refusal(manager, () =>
			db.rows(
				`update public.ward_rooms set plan_x = 1, plan_y = 1, plan_width = 1, plan_height = 1
				where id = $1`,
				[second]
			)
		);
		expect([error.code, error.constraint]).toEqual(['23P01', 'ward_rooms_plan_overlap']);
		expect(await plan(db, ward.id)).toEqual([place(first, 0, 0)]);
	});

	test.for<[string, Partial<Record<keyof Place, unknown>>]>([
		['left of the edge', { x: -1 }],
		['beyond the edge', { y: 200 }],
		['without a width', { width: 0 }],
		['too high', { height: 101 }],
		['between squares', { x: 1.5 }],
		['with words for figures', { x: '1' }],
		['with a part missing', { height: undefined }]
	])('has no room %s: the room is the hint', async ([, wrong], { db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const error = await db.refusal(manager, () =>
			save(db, ward.id, [place(first, 0, 0), { ...place(second, 10, 0), ...wrong }])
		);
		expect([error.code, error.hint]).toEqual(['22023', second]);
		expect(await plan(db, ward.id)).toEqual([]);
	});

	test('has the ward’s rooms only, each once, and none that is out of use', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const elsewhere = await createWard(db);
		const refused = async (rooms: unknown) => {
			const error = await db.refusal(manager, () => save(db, ward.id, rooms));
			return [error.code, error.hint];
		};
		expect(await refused([place(elsewhere.roomId, 0, 0)])).toEqual(['PT404', elsewhere.roomId]);
		expect(await refused([place(first, 0, 0), place(first, 9, 9)])).toEqual(['22023', first]);
		expect(await refused([{ x: 0, y: 0, width: 1, height: 1 }])).toEqual(['22023', 'p_rooms']);
		expect(await refused({})).toEqual(['22023', 'p_rooms']);
		await db.as(manager, () =>
			db.rows('update public.ward_rooms set active = false where id = $1', [second])
		);
		expect(await refused([place(second, 0, 0)])).toEqual(['PT404', second]);
		expect(await plan(db, ward.id)).toEqual([]);
	});

	test('of a ward one does not work on does not exist', async ({ db }) => {
		const { manager } = await hospital(db);
		const elsewhere = await createWard(db);
		const error = await db.refusal(manager, () =>
			save(db, elsewhere.id, [place(elsewhere.roomId, 0, 0)])
		);
		expect([error.code, error.hint]).toEqual(['PT404', 'p_ward_id']);
		// Nor by its rows, as REST would write them.
		await db.as(manager, async () => {
			expect(
				await db.count(
					`update public.ward_rooms set plan_x = 0, plan_y = 0, plan_width = 1, plan_height = 1
					where id = $1`,
					[elsewhere.roomId]
				)
			).toBe(0);
		});
		expect(await plan(db, elsewhere.id)).toEqual([]);
	});

	test('is announced to the board and the overview, once', async ({ db }) => {
		const { ward, manager, first, second } = await hospital(db);
		const announced = () =>
			db.rows<{ topic: string; bed_id: string | null }>(
				`select topic, payload ->> 'bed_id' as bed_id from realtime.messages
				where event = 'bed_board_changed' and payload ->> 'ward_id' = $1 order by topic`,
				[ward.id]
			);
		await db.rows(`delete from realtime.messages`);
		// As in a transaction of its own.
		await db.rows(`select set_config('lantern.announced_beds', '', true)`);
		await db.as(manager, () => save(db, ward.id, [place(first, 0, 0), place(second, 3, 0)]));
		expect(await announced()).toEqual([
			{ topic: `ward:${ward.id}`, bed_id: null },
			{ topic: 'wards', bed_id: null }
		]);
	});
});

describe('beds added at once', () => {
	test('come after those there are, with their kind and features', async ({ db }) => {
		const { ward, manager, first } = await hospital(db);
		const made = await db.as(manager, () =>
			db.rows<{ label: string; kind: string; features: string[] }>(
				`select * from public.add_beds($1, '{A1," A2 "}', 'icu', '{oxygen,monitor}')`,
				[first]
			)
		);
		expect(made.map(({ label, kind, features }) => [label, kind, features])).toEqual([
			['A1', 'icu', ['oxygen', 'monitor']],
			['A2', 'icu', ['oxygen', 'monitor']]
		]);
		const labels = await db.as(manager, async () =>
			(await board(db, ward.id)).map(({ bed_label }) => bed_label)
		);
		expect(labels).toEqual(['1', '2', '3', 'A1', 'A2']);
	});

	test.for<[string, string, string, string, string]>([
		['none', '{}', 'standard', '{}', 'p_labels'],
		['one of them empty', '{A1," "}', 'standard', '{}', 'p_labels'],
		['one twice', '{A1,A1}', 'standard', '{}', 'p_labels'],
		['of an unknown kind', '{A1}', 'water', '{}', 'p_kind'],
		['with an unknown feature', '{A1}', 'standard', '{pool}', 'p_features']
	])('%s: refused, and no bed is there', async ([, labels, kind, features, hint], { db }) => {
		const { ward, manager, first } = await hospital(db);
		const error = await db.refusal(manager, () =>
			db.rows('select * from public.add_beds($1, $2, $3, $4)', [first, labels, kind, features])
		);
		expect([error.code, error.hint]).toEqual(['22023', hint]);
		expect(await db.count('select from public.beds where ward_id = $1', [ward.id])).toBe(3);
	});

	test('with a label that is taken: none is there', async ({ db }) => {
		const { ward, manager, second } = await hospital(db);
		const error = await db.refusal(manager, () =>
			db.rows(`select * from public.add_beds($1, '{A1,2}')`, [second])
		);
		expect([error.code, error.constraint]).toEqual(['23505', 'beds_label_in_ward']);
		expect(await db.count('select from public.beds where ward_id = $1', [ward.id])).toBe(3);
	});

	test('to a room that is out of use, or elsewhere, are refused', async ({ db }) => {
		const { manager, second } = await hospital(db);
		const elsewhere = await createWard(db);
		await db.rows('update public.ward_rooms set active = false where id = $1', [second]);
		const refused = async (roomId: string) => {
			const error = await db.refusal(manager, () =>
				db.rows(`select * from public.add_beds($1, '{A1}')`, [roomId])
			);
			return [error.code, error.hint];
		};
		expect(await refused(second)).toEqual(['LN005', 'room']);
		expect(await refused(elsewhere.roomId)).toEqual(['PT404', 'p_room_id']);
	});
});

describe('the order', () => {
	test('of rooms and beds is the one the board has', async ({ db }) => {
		const { ward, manager, first, second, third } = await hospital(db);
		const [one, two, three] = ward.beds;
		await db.as(manager, async () => {
			await db.rows('select * from public.order_beds($1, $2)', [first, [three, one, two]]);
			await db.rows('select * from public.order_rooms($1, $2)', [ward.id, [third, first, second]]);
			await db.rows(`select * from public.add_beds($1, '{Z}')`, [third]);
			expect((await board(db, ward.id)).map(({ bed_label }) => bed_label)).toEqual([
				'Z',
				'3',
				'1',
				'2'
			]);
		});
	});

	test('of rooms or beds that are not all there is refused', async ({ db }) => {
		const { ward, manager, first, second, third, bed } = await hospital(db);
		const refused = async (sql: string, values: unknown[]) => {
			const error = await db.refusal(manager, () => db.rows(sql, values));
			return [error.code, error.hint];
		};
		const rooms = 'select * from public.order_rooms($1, $2)';
		const beds = 'select * from public.order_beds($1, $2)';
		expect(await refused(rooms, [ward.id, [second, first]])).toEqual(['LN009', 'p_room_ids']);
		expect(await refused(rooms, [ward.id, [third, second, first, first]])).toEqual([
			'LN009',
			'p_room_ids'
		]);
		expect(await refused(beds, [first, [bed]])).toEqual(['LN009', 'p_bed_ids']);
		const elsewhere = await createWard(db);
		expect(await refused(rooms, [elsewhere.id, [elsewhere.roomId]])).toEqual([
			'PT404',
			'p_ward_id'
		]);
		expect(await refused(beds, [elsewhere.roomId, elsewhere.beds])).toEqual(['PT404', 'p_room_id']);
	});
});

describe('going out of use', () => {
	test('a bed somebody lies in stays', async ({ db }) => {
		const { ward, manager, bed } = await hospital(db);
		await occupy(db, ward, bed);
		const error = await deactivate(db, manager, 'beds', bed);
		expect([error.code, error.hint]).toEqual(['LN005', 'occupied']);
		expect(await isActive(db, 'beds', bed)).toBe(true);
	});

	test('a bed that is kept for somebody stays, until the time is over', async ({ db }) => {
		const { ward, manager, bed } = await hospital(db);
		const reservation = await reserve(db, ward, bed);
		const error = await deactivate(db, manager, 'beds', bed);
		expect([error.code, error.hint]).toEqual(['LN005', 'reserved']);
		expect(await isActive(db, 'beds', bed)).toBe(true);
		await db.rows(
			`update public.bed_reservations
			set starts_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
			where id = $1`,
			[reservation]
		);
		await db.as(manager, () =>
			db.rows('update public.beds set active = false where id = $1', [bed])
		);
		expect(await isActive(db, 'beds', bed)).toBe(false);
	});

	test('a room takes its beds along and leaves the plan; with somebody in it it stays', async ({
		db
	}) => {
		const { ward, manager, first, bed } = await hospital(db);
		await db.as(manager, () => save(db, ward.id, [place(first, 0, 0)]));
		const admission = await occupy(db, ward, bed);
		const error = await deactivate(db, manager, 'ward_rooms', first);
		expect([error.code, error.hint]).toEqual(['LN005', 'occupied']);
		expect(await isActive(db, 'ward_rooms', first)).toBe(true);
		expect(await plan(db, ward.id)).toHaveLength(1);
		expect(await isActive(db, 'beds', ward.beds[1] ?? '')).toBe(true);

		const clerk = await db.createStaff('bed_manager');
		await db.as(clerk, () => db.rows('select from public.discharge_patient($1)', [admission.id]));
		await db.as(manager, () =>
			db.rows('update public.ward_rooms set active = false where id = $1', [first])
		);
		expect(await plan(db, ward.id)).toEqual([]);
		expect(await db.as(manager, () => board(db, ward.id))).toEqual([]);
		// And none of them comes back alone.
		const alone = await db.refusal(manager, () =>
			db.rows('update public.beds set active = true where id = $1', [bed])
		);
		expect([alone.code, alone.hint]).toEqual(['LN005', 'room']);
	});

	test('a ward stays while somebody lies there, is expected, waits or has asked', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { ward, bed } = await hospital(db);
		const refused = async () => {
			const error = await deactivate(db, admin, 'wards', ward.id);
			return [error.code, error.hint];
		};
		const admission = await occupy(db, ward, bed);
		expect(await refused()).toEqual(['LN005', 'occupied']);
		await db.as(admin, () => db.rows('select from public.discharge_patient($1)', [admission.id]));

		const reservation = await reserve(db, ward, ward.beds[1] ?? '');
		expect(await refused()).toEqual(['LN005', 'reserved']);
		await db.rows(
			`update public.bed_reservations
			set starts_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where id = $1`,
			[reservation]
		);
		expect(await refused()).toEqual(['LN005', 'requested']);
		await db.rows(
			`update public.bed_requests set status = 'withdrawn', ended_at = now() where ward_id = $1`,
			[ward.id]
		);

		const waiting = await occupy(db, ward, null);
		expect(await refused()).toEqual(['LN005', 'waiting']);
		await db.as(admin, () => db.rows('select from public.discharge_patient($1)', [waiting.id]));
		expect(await isActive(db, 'wards', ward.id)).toBe(true);

		await db.as(admin, () =>
			db.rows('update public.wards set active = false where id = $1', [ward.id])
		);
		const late = await db.refusal('owner', async () => {
			const patientId = await db.createPatient();
			await db.rows('insert into public.admissions (patient_id, ward_id) values ($1, $2)', [
				patientId,
				ward.id
			]);
		});
		expect([late.code, late.hint]).toEqual(['LN005', 'ward']);
	});

	test('removing: what was never used is gone, what the past points at is out of use', async ({
		db
	}) => {
		const { ward, manager, first, second, bed } = await hospital(db);
		const removed = (kind: 'bed' | 'room', id: string) =>
			db.as(manager, () => db.value<boolean>(`select public.remove_${kind}($1)`, [id]));
		const admission = await occupy(db, ward, bed);
		const refused = await db.refusal(manager, () => db.rows('select public.remove_bed($1)', [bed]));
		expect([refused.code, refused.hint]).toEqual(['LN005', 'occupied']);
		const clerk = await db.createStaff('bed_manager');
		await db.as(clerk, () => db.rows('select from public.discharge_patient($1)', [admission.id]));

		expect(await removed('bed', ward.beds[1] ?? '')).toBe(true);
		expect(await removed('bed', bed)).toBe(false);
		expect(
			await db.rows('select id, active from public.beds where room_id = $1 order by label', [first])
		).toEqual([
			{ id: bed, active: false },
			{ id: ward.beds[2], active: true }
		]);

		expect(await removed('room', second)).toBe(true);
		expect(await removed('room', first)).toBe(false);
		// All or nothing: the bed that was never used stays with its room.
		expect(await db.rows('select active from public.beds where room_id = $1', [first])).toEqual([
			{ active: false },
			{ active: false }
		]);
		expect(await isActive(db, 'ward_rooms', first)).toBe(false);
	});

	test('removing what is on another ward is refused, and it stays', async ({ db }) => {
		const { manager } = await hospital(db);
		const elsewhere = await createWard(db, 1);
		const [bed = ''] = elsewhere.beds;
		for (const sql of [
			`public.remove_bed('${bed}')`,
			`public.remove_room('${elsewhere.roomId}')`
		]) {
			expect((await db.refusal(manager, () => db.rows(`select ${sql}`))).code).toBe('PT404');
		}
		expect(await isActive(db, 'beds', bed)).toBe(true);
	});
});

describe('who works on a ward', () => {
	test('is decided by who manages access; a ward manager only sees it', async ({ db }) => {
		const { ward, manager } = await hospital(db);
		const nurse = await db.createStaff('nurse');
		const add = () =>
			db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
				nurse.staffId,
				ward.id
			]);
		expect((await db.refusal(manager, add)).code).toBe('42501');
		const admin = await db.createStaff('admin');
		await db.as(admin, add);
		expect(
			await db.as(manager, () =>
				db.count('select from public.staff_wards where ward_id = $1', [ward.id])
			)
		).toBe(2);
		expect(await db.as(nurse, () => board(db, ward.id))).toHaveLength(3);
		await db.as(manager, async () => {
			expect(
				await db.count('delete from public.staff_wards where staff_id = $1', [nurse.staffId])
			).toBe(0);
		});
	});
});

/** Keeps a bed for somebody who has asked for one on its ward; the reservation's id. */
async function reserve(db: TestDatabase, ward: Ward, bedId: string): Promise<string> {
	const patientId = await db.createPatient();
	const request = await db.value<string>(
		`insert into public.bed_requests (patient_id, ward_id, status) values ($1, $2, 'reserved') returning id`,
		[patientId, ward.id]
	);
	return db.value<string>(
		`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
		values ($1, $2, $3, $4, now() + interval '1 hour') returning id`,
		[request, patientId, bedId, ward.id]
	);
}
