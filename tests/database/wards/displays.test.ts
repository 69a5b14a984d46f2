import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { testStack } from '../../support/stack.ts';
import { admit, createWard, createWardStaff, type Ward } from '../../support/ward.ts';

interface Pairing {
	code: string;
	secret: string;
	expires_at: string;
}
type Paired =
	{ paired: true; display_id: string } | { paired: false; error: string; seconds?: number };
interface Board {
	topic: string;
	ward: string;
	beds: Record<string, unknown>[];
}

/** A screen that asks for a code, as the stranger it is. */
const begin = (db: TestDatabase) =>
	db.as('anon', () => db.value<Pairing>('select public.begin_pairing()'));
const collect = (db: TestDatabase, secret: string) =>
	db.as('anon', () =>
		db.value<{ token: string; ward_id: string } | null>('select public.collect_display($1)', [
			secret
		])
	);
const shown = (db: TestDatabase, token: string) =>
	db.as('anon', () => db.value<Board | null>('select public.display_board($1)', [token]));
const checked = (db: TestDatabase, tokens: string[]) =>
	db.as('anon', () =>
		db.rows<{ place: number; display_id: string }>('select * from public.check_displays($1)', [
			tokens
		])
	);
const pair = (db: TestDatabase, who: Person, ward: Ward, code: string, name = 'Corridor') =>
	db.as(who, () =>
		db.value<Paired>('select public.pair_display($1, $2, $3)', [ward.id, code, name])
	);
const revoke = (db: TestDatabase, who: Person, id: string) =>
	db.as(who, () => db.rows('select public.revoke_display($1)', [id]));

async function paired(db: TestDatabase, manager: Person, ward: Ward) {
	const { code, secret } = await begin(db);
	const answer = await pair(db, manager, ward, code);
	if (!answer.paired) throw new Error(answer.error);
	const made = await collect(db, secret);
	return { id: answer.display_id, token: made?.token ?? '', secret };
}

async function wardWithManager(db: TestDatabase) {
	const ward = await createWard(db);
	const manager = await createWardStaff(db, 'ward_manager', ward);
	return { ward, manager };
}

describe('pairing', () => {
	test('gives the ward to the screen that shows the code, and to no other', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const [tv, stranger] = [await begin(db), await begin(db)];
		expect(tv.code).toMatch(/^\d{6}$/);
		expect(tv.code).not.toBe(stranger.code);
		expect(tv.secret.length).toBeGreaterThanOrEqual(43);
		expect(await collect(db, tv.secret)).toBeNull();

		const answer = await pair(db, manager, ward, ` ${tv.code.slice(0, 3)} ${tv.code.slice(3)}`);
		expect(answer).toEqual({ paired: true, display_id: expect.any(String) });
		const made = await collect(db, tv.secret);
		expect(made?.ward_id).toBe(ward.id);
		expect(await collect(db, stranger.secret)).toBeNull();
		expect((await shown(db, made?.token ?? ''))?.beds).toHaveLength(3);
	});

	test('hands the token out again until it is used, and then never', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { token, secret, id } = await paired(db, manager, ward);
		// The first answer may have been lost on the way.
		expect((await collect(db, secret))?.token).toBe(token);
		expect(await checked(db, [token])).toEqual([expect.objectContaining({ display_id: id })]);
		const late = await db.refusal('anon', () =>
			db.rows('select public.collect_display($1)', [secret])
		);
		expect(late.code).toBe('LN014');
		expect((await shown(db, token))?.ward).toBe('Test ward');
	});

	test('keeps neither secret nor token', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { token, secret } = await paired(db, manager, ward);
		const kept = await db.rows<{ row: string }>(
			`select row(display.*)::text from public.displays display where ward_id = $1
			 union all select row(pairing.*)::text from private.display_pairings pairing
			 union all select row(event.*)::text from audit.events event where event.at >= now() - interval '1 minute'`,
			[ward.id]
		);
		expect(kept.length).toBeGreaterThan(1);
		for (const { row } of kept) {
			expect(row).not.toContain(token);
			expect(row).not.toContain(secret);
		}
	});

	test('is over after ten minutes', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { code, secret, expires_at } = await begin(db);
		expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(9 * 60_000);
		await db.rows('update private.display_pairings set expires_at = now() where code = $1', [code]);
		expect(await pair(db, manager, ward, code)).toEqual({ paired: false, error: 'LN014' });
		const late = await db.refusal('anon', () =>
			db.rows('select public.collect_display($1)', [secret])
		);
		expect(late.code).toBe('LN014');
	});

	test('uses a code once', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { code } = await begin(db);
		expect((await pair(db, manager, ward, code)).paired).toBe(true);
		expect(await pair(db, manager, ward, code)).toEqual({ paired: false, error: 'LN014' });
		expect(await db.count('select from public.displays where ward_id = $1', [ward.id])).toBe(1);
	});

	test('counts wrong codes and makes whoever guesses wait, the right one too', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { code } = await begin(db);
		const wrong = code === '123456' ? '654321' : '123456';
		await db.rows('delete from private.display_pairings where code = $1', [wrong]);
		for (let tries = 0; tries < 5; tries++) {
			expect(await pair(db, manager, ward, wrong)).toEqual({ paired: false, error: 'LN014' });
		}
		expect(await pair(db, manager, ward, code)).toEqual({
			paired: false,
			error: 'LN017',
			seconds: expect.closeTo(60, -1)
		});
		await db.rows(
			`update private.attempts set locked_until = now() - interval '1 second' where what = 'pair_display'`
		);
		expect((await pair(db, manager, ward, code)).paired).toBe(true);
		expect(
			await db.value(
				`select failures from private.attempts where what = 'pair_display' and user_id = $1`,
				[manager.id]
			)
		).toBe(0);
	});

	test('is for managers of that ward, and needs a name', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const elsewhere = await createWardStaff(db, 'ward_manager', await createWard(db));
		const { code } = await begin(db);
		const refused = async (who: Person, name = 'Corridor') =>
			(await db.refusal(who, () => pair(db, who, ward, code, name))).code;
		expect(await refused(nurse)).toBe('42501');
		expect(await refused(elsewhere)).toBe('PT404');
		expect(await refused(manager, '  ')).toBe('22023');
		expect(await db.count('select from public.displays where ward_id = $1', [ward.id])).toBe(0);
		expect((await pair(db, manager, ward, code)).paired).toBe(true);
	});

	test('is refused to an address that asks and asks, and to no other, however many ask', async ({
		db
	}) => {
		const from = (address: string) =>
			db.rows(`select set_config('request.headers', $1, true)`, [
				JSON.stringify({ 'x-forwarded-for': `10.0.0.1, ${address}` })
			]);
		await db.rows('delete from private.display_pairings');
		await from('192.0.2.7');
		for (let asked = 0; asked < 30; asked++) await begin(db);
		const refused = () => db.refusal('anon', () => db.rows('select public.begin_pairing()'));
		expect((await refused()).code).toBe('LN017');
		await from('192.0.2.8');
		await begin(db);
		await db.rows(
			`insert into private.display_pairings (secret_hash, code, address)
			 select 'many' || number, lpad(number::text, 6, '0'), number::text from generate_series(1, 400) number
			 on conflict do nothing`
		);
		// Hundreds are open: whoever has asked for most makes room.
		await begin(db);
		const greedy = `select from private.display_pairings where address = '192.0.2.7'`;
		expect(await db.count(greedy)).toBe(29);
		await db.rows('update private.display_pairings set expires_at = now()');
		await begin(db);
		expect(await db.count('select from private.display_pairings')).toBe(1);
	});
});

describe('a display', () => {
	test('that is revoked sees nothing more, at once, and its channel is another', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const [gone, stays] = [await paired(db, manager, ward), await paired(db, manager, ward)];
		const before = (await shown(db, gone.token))?.topic ?? '';
		const heard = (topic: string) =>
			db.as('anon', () => db.value<boolean>(`select private.may_on_topic($1, 'hear')`, [topic]));
		expect((await shown(db, stays.token))?.topic).toBe(before);
		expect(await heard(before)).toBe(true);

		await revoke(db, manager, gone.id);
		expect(await shown(db, gone.token)).toBeNull();
		expect((await checked(db, [gone.token, stays.token])).map(({ place }) => place)).toEqual([2]);
		expect(await heard(before)).toBe(false);
		const after = (await shown(db, stays.token))?.topic ?? '';
		expect(after).not.toBe(before);
		expect(await heard(after)).toBe(true);
		const told = await db.rows<{ event: string; payload: object }>(
			'select event, payload from realtime.messages where topic = $1',
			[before]
		);
		expect(told.map(({ event, payload }) => [event, Object.keys(payload)])).toEqual([
			['displays_changed', ['id', 'transaction']]
		]);

		await revoke(db, manager, stays.id);
		expect(await heard(after)).toBe(false);
		expect(
			await db.count('select from private.ward_display_topics where ward_id = $1', [ward.id])
		).toBe(0);
	});

	test('is revoked by managers of its ward only', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const elsewhere = await createWardStaff(db, 'ward_manager', await createWard(db));
		const { id, token } = await paired(db, manager, ward);
		expect((await db.refusal(nurse, () => revoke(db, nurse, id))).code).toBe('42501');
		expect((await db.refusal(elsewhere, () => revoke(db, elsewhere, id))).code).toBe('PT404');
		expect(await shown(db, token)).not.toBeNull();
	});

	test('is told of every change on its ward, once, with nothing but that', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { token } = await paired(db, manager, ward);
		const topic = (await shown(db, token))?.topic ?? '';
		// As in a transaction that begins now: this one has announced the beds it made.
		await db.rows(
			`select set_config('lantern.announced_beds', '', true), set_config('lantern.announced', '', true)`
		);
		await db.as(manager, async () =>
			admit(db, await db.as('owner', () => db.createPatient()), ward.id, ward.beds[0])
		);
		const told = await db.rows<{ event: string; payload: object }>(
			'select event, payload from realtime.messages where topic = $1',
			[topic]
		);
		expect(told.map(({ event, payload }) => [event, Object.keys(payload)])).toEqual([
			['board_changed', ['id', 'transaction']]
		]);
		expect(
			await db.count(
				`select from realtime.messages where topic like 'ward-display:%' and topic <> $1 and inserted_at >= now()`,
				[topic]
			)
		).toBe(0);
	});

	test('hears on its own channel only, by names of exactly that form', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const { token } = await paired(db, manager, ward);
		const topic = (await shown(db, token))?.topic ?? '';
		const id = topic.replace('ward-display:', '');
		for (const name of [
			'',
			id,
			'ward-display:',
			`ward-display:${ward.id}`,
			`ward-display:${randomUUID()}`,
			`ward-display:${id.toUpperCase()}`,
			`${topic}\n`,
			` ${topic}`,
			`ward:${id}`,
			`queue-display:${id}`
		]) {
			expect(
				await db.as('anon', () => db.value(`select private.may_on_topic($1, 'hear')`, [name])),
				name
			).toBe(false);
		}
	});

	test('is noted as seen, at most every twenty seconds, without an entry in the log', async ({
		db
	}) => {
		const { ward, manager } = await wardWithManager(db);
		const { id, token } = await paired(db, manager, ward);
		const entries = () =>
			db.count(`select from audit.events where table_name = 'public.displays' and row_id = $1`, [
				id
			]);
		const logged = await entries();
		const seen = () =>
			db.value<Date | null>('select last_seen_at from public.displays where id = $1', [id]);
		expect(await seen()).toBeNull();
		await checked(db, [token]);
		const first = await seen();
		expect(first).toBeInstanceOf(Date);
		await db.rows('update public.displays set last_seen_at = now() - interval $$19 seconds$$');
		const recent = await seen();
		await checked(db, [token]);
		expect(await seen()).toEqual(recent);
		expect(await entries()).toBe(logged);
		const many = await db.refusal('anon', () =>
			checked(
				db,
				Array.from({ length: 1001 }, () => 'token')
			)
		);
		expect(many.code).toBe('22023');
	});
});

describe('what a display shows', () => {
	/** A ward with somebody in bed 1 of whom everything is known. */
	async function known(db: TestDatabase, isPrivate: boolean) {
		const { ward, manager } = await wardWithManager(db);
		const patientId = await db.createPatient({
			givenName: 'Ada',
			familyName: 'Lovelace',
			birthDate: '1971-03-04',
			sex: 'female',
			phone: '+34611222333'
		});
		const doctor = await db.createDoctor({ name: 'Dr. Grace Hopper' });
		const admission = await db.as(manager, () => admit(db, patientId, ward.id, ward.beds[0]));
		await db.rows(
			`update public.admissions set reason = 'Pneumonia', attending_id = $2, private = $3,
				diagnosis_group = 'J00-J99', needs = '{oxygen}', isolation = 'droplet',
				admitted_at = admitted_at - interval '3 days', expected_discharge_on = private.hospital_day() - 1
			 where id = $1`,
			[admission.id, doctor.doctorId, isPrivate]
		);
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [
			patientId
		]);
		const { token } = await paired(db, manager, ward);
		const board = await shown(db, token);
		return { ward, patientId, admission, doctor, mrn, board, manager };
	}

	for (const isPrivate of [false, true]) {
		test(`is nothing about who lies there${isPrivate ? ', nor that they asked not to be named' : ''}`, async ({
			db
		}) => {
			const { ward, patientId, admission, doctor, mrn, board, manager } = await known(
				db,
				isPrivate
			);
			expect(Object.keys(board ?? {}).sort()).toEqual(['beds', 'topic', 'ward']);
			// Column by column: a new one must be thought about here first.
			expect(board?.beds[0]).toEqual({
				id: ward.beds[0],
				label: '1',
				room: 'Room 1',
				state: 'occupied',
				since: expect.any(String),
				leaving: 'overdue',
				isolation: 'droplet',
				alert: null
			});
			// What is there by chance, in an id or in the fractions of a second, tells nothing.
			const told = JSON.stringify(board)
				.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '')
				.replace(/"\d{4}-\d\d-\d\dT[\d:.]+([+-]\d\d:\d\d|Z)"/g, '')
				.replaceAll(ward.code, '');
			for (const secret of [
				...['Ada', 'Lovelace', 'A.L', 'AL', mrn, '1971', 'female', '611222333'],
				...['Pneumonia', 'J00', 'oxygen', 'Grace', 'Hopper', 'private', manager.name]
			]) {
				expect(told, secret).not.toContain(secret);
			}
			for (const id of [patientId, admission.id, doctor.doctorId, doctor.staffId, ward.id]) {
				expect(JSON.stringify(board), id).not.toContain(id);
			}
		});
	}

	test('is what the ward’s own board says of every bed', async ({ db }) => {
		const wards = await db.rows<{ id: string }>(
			'select distinct ward_id as id from public.bed_stays where is_current limit 2'
		);
		const manager = await db.createStaff('ward_manager');
		for (const { id } of wards) {
			await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
				manager.staffId,
				id
			]);
			const token = randomUUID();
			await db.rows(
				`insert into public.displays (ward_id, name, token_hash)
				 values ($1, 'Test', private.token_hash($2))`,
				[id, token]
			);
			const board = await db.as(manager, () =>
				db.value<object[]>(
					`select jsonb_agg(jsonb_build_object('id', bed_id, 'state', state, 'since', since, 'alert', alert_level))
					 from public.bed_board($1)`,
					[id]
				)
			);
			const wall = (await shown(db, token))?.beds ?? [];
			expect(wall.map(({ id, state, since, alert }) => ({ id, state, since, alert }))).toEqual(
				board
			);
		}
		expect(wards).toHaveLength(2);
	});

	test('is each state a bed can be in, and since when', async ({ db }) => {
		const { ward, manager } = await wardWithManager(db);
		const [free, closed, dirty] = ward.beds;
		await db.rows(
			`insert into public.bed_closures (bed_id, ward_id, reason, note) values ($1, $2, 'K', 'Spilt blood of Ada')`,
			[closed, ward.id]
		);
		await db.rows('insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)', [
			dirty,
			ward.id
		]);
		const { token } = await paired(db, manager, ward);
		const board = await shown(db, token);
		expect(board?.beds.map(({ id, state, since }) => [id, state, typeof since])).toEqual([
			[free, 'available', 'object'],
			[closed, 'contaminated', 'string'],
			[dirty, 'housekeeping', 'string']
		]);
		expect(JSON.stringify(board)).not.toContain('Spilt');
	});
});

describe('a stranger with a display’s token', () => {
	test('reaches nothing but the board: no table, no other function', async () => {
		const { url, publishableKey } = testStack();
		const client = createClient(url, publishableKey, {
			auth: { persistSession: false },
			realtime: { transport: ws as unknown as typeof WebSocket }
		});
		const secret = randomUUID();
		for (const table of ['displays', 'wards', 'beds', 'bed_stays', 'admissions', 'patients']) {
			const { data, error } = await client.from(table).select('*').limit(1);
			expect([table, data, error?.code]).toEqual([table, null, '42501']);
		}
		for (const [name, parameters] of Object.entries({
			bed_board: {},
			ward_summary: {},
			pair_display: { p_ward_id: randomUUID(), p_code: '123456', p_name: 'TV' },
			revoke_display: { p_display_id: randomUUID() }
		})) {
			const { error } = await client.rpc(name, parameters);
			expect([name, error?.code]).toEqual([name, '42501']);
		}
		expect((await client.rpc('display_board', { p_token: secret })).data).toBeNull();
		expect((await client.rpc('check_displays', { p_tokens: [secret] })).data).toEqual([]);
		expect((await client.rpc('collect_display', { p_secret: secret })).error?.code).toBe('LN014');
	});
});
