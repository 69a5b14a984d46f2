import {
	describe,
	expect,
	test,
	testApart,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { admit, createWard, createWardStaff, type Admission } from '../../support/ward.ts';

interface Item extends Record<string, unknown> {
	item: string;
	state: string;
	count: number;
	link: string | null;
	blocking: boolean;
	reason: string | null;
	settled_by_name: string | null;
}

interface Summary extends Record<string, unknown> {
	id: string;
	sections: Record<string, string>;
	facts: Record<string, unknown> | null;
	version: number;
	signed_at: Date | null;
	signed_name: string | null;
	written_name: string;
}

const checklist = (db: TestDatabase, admissionId: string) =>
	db.rows<Item>('select * from public.discharge_checklist($1)', [admissionId]);

async function item(db: TestDatabase, who: Person, admissionId: string, name: string) {
	const found = (await db.as(who, () => checklist(db, admissionId))).find(
		(row) => row.item === name
	);
	if (!found) throw new Error(`no item ${name}`);
	return found;
}

const settle = (
	db: TestDatabase,
	admissionId: string,
	name: string,
	state: string,
	reason: string | null = null
) =>
	db.value<string>('select public.settle_discharge_item($1, $2, $3, $4)', [
		admissionId,
		name,
		state,
		reason
	]);

const discharge = (db: TestDatabase, admissionId: string, disposition = 'home') =>
	db.row<Admission & Record<string, unknown>>(
		`select * from public.discharge_patient($1, $2, 'Recovered')`,
		[admissionId, disposition]
	);

const save = (
	db: TestDatabase,
	admissionId: string,
	sections: Record<string, unknown>,
	version = 0
) =>
	db.row<Summary>('select * from public.save_discharge_summary($1, $2, $3)', [
		admissionId,
		JSON.stringify(sections),
		version
	]);

const summaryOf = (db: TestDatabase, admissionId: string) =>
	db.row<Summary>('select * from public.discharge_summaries where admission_id = $1', [
		admissionId
	]);

/** What a screen does before it reads a stay that is over. */
const open = (db: TestDatabase, admissionId: string) =>
	db.rows('select public.open_chart_of_stay($1)', [admissionId]);

/** A ward with a doctor, a nurse, and a patient of theirs in the first bed. */
async function stay(db: TestDatabase) {
	const ward = await createWard(db);
	const doctor = await db.createDoctor({ name: 'Dr. Ada Lovelace' });
	await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
		doctor.staffId,
		ward.id
	]);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patientId = await db.createPatient({ givenName: 'Iñaki', familyName: 'Żółć' });
	const admission = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[0] ?? null));
	await db.rows('update public.admissions set attending_id = $1 where id = $2', [
		doctor.doctorId,
		admission.id
	]);
	return { ward, doctor, nurse, patientId, admission };
}

/** An alert of the stay, as a high score raises it. */
async function raiseAlert(
	db: TestDatabase,
	{ admission, patientId, ward }: Awaited<ReturnType<typeof stay>>
) {
	const observationId = await db.value<string>(
		`insert into public.observations
			(admission_id, patient_id, ward_id, observed_at, spo2_scale, respiratory_rate, pulse)
		values ($1, $2, $3, clock_timestamp(), 1, 20, 90) returning id`,
		[admission.id, patientId, ward.id]
	);
	return db.value<string>(
		`insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score)
		values ($1, $2, $3, $4, 'urgent', 6) returning id`,
		[admission.id, patientId, ward.id, observationId]
	);
}

const answer = (db: TestDatabase, alertId: string) =>
	db.rows('update public.news2_alerts set acknowledged_at = clock_timestamp() where id = $1', [
		alertId
	]);

describe('the checklist', () => {
	test('of a fresh stay has things to tick, and none that hold the patient', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		const items = await db.as(nurse, () => checklist(db, admission.id));
		expect(items.filter(({ blocking, state }) => blocking && state === 'open')).toEqual([]);
		expect(items.find((row) => row.item === 'patient_informed')).toMatchObject({
			state: 'open',
			blocking: false,
			count: 0
		});
		const ended = await db.as(nurse, () => discharge(db, admission.id));
		expect(ended.disposition).toBe('home');
	});

	test('is ticked, set aside and opened again by name', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		expect(await db.as(nurse, () => settle(db, admission.id, 'transport', 'done'))).toBe('done');
		expect(await item(db, nurse, admission.id, 'transport')).toMatchObject({
			state: 'done',
			settled_by_name: nurse.name
		});
		await db.as(nurse, () => settle(db, admission.id, 'valuables', 'not_applicable'));
		expect((await item(db, nurse, admission.id, 'valuables')).state).toBe('not_applicable');
		expect(await db.as(nurse, () => settle(db, admission.id, 'transport', 'open'))).toBe('open');
		expect((await item(db, nurse, admission.id, 'transport')).settled_by_name).toBeNull();
	});

	test('knows by itself that a follow-up was ordered', async ({ db }) => {
		const { nurse, doctor, patientId, admission } = await stay(db);
		expect((await item(db, nurse, admission.id, 'follow_up')).state).toBe('open');
		await db.as(doctor, () =>
			db.rows(
				`select public.order_follow_up($1, current_date + 7, current_date + 14, 'test', null, null, 'Blood count', null)`,
				[patientId]
			)
		);
		expect((await item(db, nurse, admission.id, 'follow_up')).state).toBe('done');
	});

	test('refuses unknown items and states, and a waiver without a reason, and writes nothing', async ({
		db
	}) => {
		const { nurse, admission } = await stay(db);
		const refused = async (name: string, state: string, reason: string | null = null) => {
			const { code, hint } = await db.refusal(nurse, () =>
				settle(db, admission.id, name, state, reason)
			);
			return `${code} ${hint}`;
		};
		expect(await refused('parking', 'done')).toBe('22023 p_item');
		expect(await refused('transport', 'forgotten')).toBe('22023 p_state');
		expect(await refused('news2_alerts', 'done')).toBe('22023 p_state');
		expect(await refused('news2_alerts', 'waived', ' x ')).toBe('22023 p_reason');
		expect(
			await db.count('select from public.discharge_items where admission_id = $1', [admission.id])
		).toBe(0);
	});

	test('takes another domain in by one row and one function', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		await db.rows(`create function private.open_test_orders(p_admission_id uuid) returns uuid[]
			language sql stable set search_path = '' as $$ select array[p_admission_id] $$`);
		await db.rows(
			`insert into private.open_work (subject, item, place, open_ids, blocking, link)
			values ('admission', 'test_orders', 5, 'private.open_test_orders', true, '/orders?admission={admission_id}')`
		);
		expect(await item(db, nurse, admission.id, 'test_orders')).toMatchObject({
			state: 'open',
			count: 1,
			blocking: true,
			link: `/orders?admission=${admission.id}`
		});
		const error = await db.refusal(nurse, () => discharge(db, admission.id));
		expect([error.code, error.hint]).toEqual(['LN025', 'test_orders']);
	});
});

describe('what is open', () => {
	test('holds the patient until it is done, and the refused discharge wrote nothing', async ({
		db
	}) => {
		const there = await stay(db);
		const { nurse, admission } = there;
		const alertId = await raiseAlert(db, there);
		expect(await item(db, nurse, admission.id, 'news2_alerts')).toMatchObject({
			state: 'open',
			count: 1,
			blocking: true,
			link: `/admissions/${admission.id}`
		});
		const error = await db.refusal(nurse, () => discharge(db, admission.id));
		expect([error.code, error.hint]).toEqual(['LN025', 'news2_alerts']);
		expect(
			await db.row(
				`select discharged_at, (select count(*)::int from public.bed_stays where admission_id = a.id and is_current) as beds
				from public.admissions a where id = $1`,
				[admission.id]
			)
		).toEqual({ discharged_at: null, beds: 1 });

		await answer(db, alertId);
		await db.as(nurse, () => discharge(db, admission.id));
	});

	test('may be waived for a reason; what opens later is not covered by it', async ({ db }) => {
		const there = await stay(db);
		const { nurse, admission } = there;
		const first = await raiseAlert(db, there);
		expect(
			await db.as(nurse, () =>
				settle(db, admission.id, 'news2_alerts', 'waived', 'Palliative care at home')
			)
		).toBe('waived');
		expect(await item(db, nurse, admission.id, 'news2_alerts')).toMatchObject({
			state: 'waived',
			reason: 'Palliative care at home'
		});
		await db.rows(
			`update public.news2_alerts set ended_at = clock_timestamp(), ended_as = 'superseded' where id = $1`,
			[first]
		);
		await raiseAlert(db, there);
		expect((await item(db, nurse, admission.id, 'news2_alerts')).state).toBe('open');
		expect((await db.refusal(nurse, () => discharge(db, admission.id))).code).toBe('LN025');
		await db.as(nurse, () =>
			settle(db, admission.id, 'news2_alerts', 'waived', 'Palliative care at home')
		);
		await db.as(nurse, () => discharge(db, admission.id));
	});

	test('counts tasks that are due, not what would only come round again', async ({ db }) => {
		const { ward, nurse, patientId, admission } = await stay(db);
		const task = (dueInHours: number, everyHours: number | null) =>
			db.value<string>(
				`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at, every_hours)
				values ($1, $2, $3, 'Wound care', now() + make_interval(hours => $4), $5) returning id`,
				[admission.id, patientId, ward.id, dueInHours, everyHours]
			);
		await task(4, 8);
		expect((await item(db, nurse, admission.id, 'nursing_tasks')).state).toBe('done');
		const open = await task(4, null);
		expect(await item(db, nurse, admission.id, 'nursing_tasks')).toMatchObject({
			state: 'open',
			count: 1,
			link: `/admissions/${admission.id}/care`
		});
		const error = await db.refusal(nurse, () => discharge(db, admission.id));
		expect([error.code, error.hint]).toEqual(['LN025', 'nursing_tasks']);
		await db.rows(
			`update public.nursing_tasks set status = 'done', done_at = now(), done_by = $2 where id = $1`,
			[open, nurse.staffId]
		);
		await db.as(nurse, () => discharge(db, admission.id));
	});

	test.for(['deceased', 'left_against_advice'])('does not hold who is %s', async (how, { db }) => {
		const there = await stay(db);
		await raiseAlert(db, there);
		const ended = await db.as(there.nurse, () => discharge(db, there.admission.id, how));
		expect(ended.disposition).toBe(how);
	});
});

describe('who may', () => {
	test('see and settle: the ward, the care team, nobody else', async ({ db }) => {
		const { admission, doctor } = await stay(db);
		const elsewhere = await createWard(db);
		const stranger = await createWardStaff(db, 'nurse', elsewhere);
		const manager = await db.createStaff('bed_manager');
		const receptionist = await db.createStaff('receptionist');
		await db.rows('delete from public.staff_wards where staff_id = $1', [doctor.staffId]);

		expect(await db.as(manager, () => checklist(db, admission.id))).not.toEqual([]);
		expect(await db.as(doctor, () => settle(db, admission.id, 'transport', 'done'))).toBe('done');
		expect((await db.refusal(stranger, () => checklist(db, admission.id))).code).toBe('PT404');
		expect(
			(await db.refusal(stranger, () => settle(db, admission.id, 'transport', 'open'))).code
		).toBe('PT404');
		expect((await db.refusal(receptionist, () => checklist(db, admission.id))).code).toBe('42501');
		expect((await item(db, manager, admission.id, 'transport')).state).toBe('done');
	});

	test('after the stay nothing is settled any more', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		await db.as(nurse, () => discharge(db, admission.id));
		expect(
			(await db.refusal(nurse, () => settle(db, admission.id, 'transport', 'done'))).code
		).toBe('LN006');
	});
});

describe('the draft', () => {
	test('is composed from the stay', async ({ db }) => {
		const there = await stay(db);
		const { ward, doctor, nurse, patientId, admission } = there;
		await db.rows(
			`insert into public.allergies (patient_id, substance, severity) values ($1, 'Latex', 'mild'), ($1, 'Penicillin', 'severe')`,
			[patientId]
		);
		await db.as(nurse, () =>
			db.rows('select public.transfer_patient($1, $2)', [admission.id, ward.beds[1]])
		);
		const observe = (minutes: number, pulse: number) =>
			db.rows(
				`insert into public.observations (admission_id, patient_id, ward_id, observed_at, spo2_scale,
					respiratory_rate, spo2, on_oxygen, systolic, pulse, consciousness, temperature)
				values ($1, $2, $3, now() - make_interval(mins => $4), 1, 16, 97, false, 120, $5, 'alert', 37)`,
				[admission.id, patientId, ward.id, minutes, pulse]
			);
		await db.rows(
			`insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
			select id, id, $1, $2, $3, 'progress', E'Walked to the window\nand back.' from gen_random_uuid() as id`,
			[admission.id, patientId, ward.id]
		);
		await observe(30, 80);
		await observe(20, 135);
		await observe(10, 95);

		const facts = await db.as(doctor, () =>
			db.value<Record<string, never[]>>('select public.discharge_summary_draft($1)', [admission.id])
		);
		expect(facts).toMatchObject({
			patient: { name: 'Iñaki Żółć', sex: 'female' },
			attending: 'Dr. Ada Lovelace',
			ward: 'Test ward',
			discharged_at: null,
			stays: [{ bed: '1' }, { bed: '2', until: null }],
			allergies: [{ substance: 'Penicillin' }, { substance: 'Latex' }],
			notes: [{ kind: 'progress', heading: 'Walked to the window' }],
			observations: [
				{ which: 'first', pulse: 80, news2_score: 0 },
				{ which: 'worst', pulse: 135, news2_score: 3 },
				{ which: 'last', pulse: 95, news2_score: 1 }
			]
		});
	});

	test('tells no allergies apart from none asked about, and keeps it as signed', async ({ db }) => {
		const { doctor, patientId, admission } = await stay(db);
		const facts = () =>
			db.as(doctor, () =>
				db.value<Record<string, unknown>>('select public.discharge_summary_draft($1)', [
					admission.id
				])
			);
		expect(await facts()).toMatchObject({ allergies: [], allergies_denied: null });
		await db.as(doctor, () => db.rows('select public.record_no_allergies($1)', [patientId]));
		const { full_name } = await db.row('select full_name from public.staff where id = $1', [
			doctor.staffId
		]);
		expect(await facts()).toMatchObject({
			allergies: [],
			allergies_denied: { at: expect.any(String) as unknown, by: full_name }
		});

		// What was signed tells what was known then.
		await db.as(doctor, () => save(db, admission.id, { course: 'Improved.' }));
		await db.as(doctor, () => discharge(db, admission.id));
		await db.as(doctor, () => open(db, admission.id));
		await db.as(doctor, () =>
			db.rows(`select public.add_allergy($1, 'Latex', null, 'mild')`, [patientId])
		);
		expect(await facts()).toMatchObject({
			allergies: [{ substance: 'Latex' }],
			allergies_denied: null
		});
		expect(
			await db.value('select facts from public.discharge_summaries where admission_id = $1', [
				admission.id
			])
		).toMatchObject({ allergies: [], allergies_denied: { by: full_name } });
	});

	test('tells when precautions began and ended', async ({ db }) => {
		const { doctor, admission } = await stay(db);
		await db.rows(`update public.admissions set isolation = 'droplet' where id = $1`, [
			admission.id
		]);
		await db.rows(`update public.admissions set isolation = null where id = $1`, [admission.id]);
		const times = await db.as(doctor, () =>
			db.value<{ isolation: string; from: string; until: string }[]>(
				`select public.discharge_summary_draft($1) -> 'isolation'`,
				[admission.id]
			)
		);
		expect(times).toEqual([
			{ isolation: 'droplet', from: expect.any(String), until: expect.any(String) }
		]);
	});

	testApart('is signed with their times though the audit log was cleared', async ({ db }) => {
		const { doctor, admission } = await stay(db);
		const clock = () => db.value<Date>('select clock_timestamp()');
		const isolate = async (isolation: string | null) => {
			const before = await clock();
			await db.rows('update public.admissions set isolation = $2 where id = $1', [
				admission.id,
				isolation
			]);
			return [before, await clock()] as const;
		};
		const [begun, ended, begunAgain] = [
			await isolate('contact'),
			await isolate(null),
			await isolate('airborne')
		];
		await db.rows('alter table audit.events disable trigger events_100_refuse_change');
		expect(
			await db.count('delete from audit.events where row_id = $1', [admission.id])
		).toBeGreaterThan(3);
		expect(await db.count('delete from audit.events')).toBeGreaterThan(0);

		await db.as(doctor, () => save(db, admission.id, { course: 'Improved.' }));
		const left = await db.as(doctor, () => discharge(db, admission.id));
		await db.as(doctor, () => open(db, admission.id));
		const { facts } = await db.as(doctor, () => summaryOf(db, admission.id));
		const periods = facts?.isolation as { isolation: string; from: string; until: string }[];
		expect(periods.map(({ isolation }) => isolation)).toEqual(['contact', 'airborne']);
		const [contact, airborne] = periods;
		for (const [at, [after, before]] of [
			[contact?.from, begun],
			[contact?.until, ended],
			[airborne?.from, begunAgain]
		] as const) {
			expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(after.getTime());
			expect(Date.parse(at ?? '')).toBeLessThanOrEqual(before.getTime() + 1);
		}
		expect(Date.parse(airborne?.until ?? '')).toBe((left.discharged_at as Date).getTime());
	});

	test('is kept; a stale write is refused and changes nothing', async ({ db }) => {
		const { doctor, nurse, admission } = await stay(db);
		const first = await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
		expect([first.version, first.written_name]).toEqual([1, nurse.name]);
		const second = await db.as(doctor, () => save(db, admission.id, { course: 'Better.' }, 1));
		expect([second.version, second.written_name]).toEqual([2, 'Dr. Ada Lovelace']);

		const error = await db.refusal(nurse, () => save(db, admission.id, { course: 'Worse.' }, 1));
		expect(error.code).toBe('LN009');
		expect((await db.refusal(nurse, () => save(db, admission.id, {}, 0))).code).toBe('LN009');
		expect(await summaryOf(db, admission.id)).toMatchObject({
			sections: { course: 'Better.' },
			version: 2
		});
	});

	test('has the sections there are, and texts in them', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		const refused = async (sections: Record<string, unknown>) =>
			(await db.refusal(nurse, () => save(db, admission.id, sections))).hint;
		expect(await refused({ gossip: 'He said' })).toBe('p_sections');
		expect(await refused({ course: ['a'] })).toBe('p_sections');
		expect(await refused({ course: 'x'.repeat(10_001) })).toBe('p_sections');
		expect(
			await db.count('select from public.discharge_summaries where admission_id = $1', [
				admission.id
			])
		).toBe(0);
	});

	test('is nobody’s outside the care team', async ({ db }) => {
		const { nurse, admission } = await stay(db);
		await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
		const manager = await db.createStaff('bed_manager');
		const read = () => db.rows('select public.discharge_summary_draft($1)', [admission.id]);
		expect((await db.refusal(manager, read)).code).toBe('PT404');
		expect((await db.refusal(manager, () => save(db, admission.id, {}, 1))).code).toBe('PT404');
		expect(await db.as(manager, () => db.count('select from public.discharge_summaries'))).toBe(0);
	});
});

describe('signing', () => {
	test('happens when a doctor discharges; then nothing changes but by an addendum', async ({
		db
	}) => {
		const { doctor, nurse, admission } = await stay(db);
		await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
		await db.as(doctor, () => discharge(db, admission.id));
		await db.as(doctor, () => open(db, admission.id));

		const signed = await db.as(doctor, () => summaryOf(db, admission.id));
		expect(signed).toMatchObject({
			signed_name: 'Dr. Ada Lovelace',
			facts: { disposition: 'home', patient: { name: 'Iñaki Żółć' } }
		});
		expect(signed.facts?.discharged_at).not.toBeNull();

		expect((await db.refusal(doctor, () => save(db, admission.id, {}, 1))).code).toBe('LN003');
		for (const change of [
			`update public.discharge_summaries set sections = '{}' where id = $1`,
			'update public.discharge_summaries set facts = null, signed_at = null, signed_name = null where id = $1',
			'delete from public.discharge_summaries where id = $1'
		]) {
			expect((await db.refusal('owner', () => db.rows(change, [signed.id]))).code).toBe('LN003');
		}
		await db.as(doctor, () =>
			db.rows('select public.add_to_discharge_summary($1, $2)', [
				admission.id,
				'The culture grew nothing.'
			])
		);
		const addendum = await db.as(doctor, () =>
			db.row('select text, written_name from public.discharge_addenda where summary_id = $1', [
				signed.id
			])
		);
		expect(addendum).toEqual({
			text: 'The culture grew nothing.',
			written_name: 'Dr. Ada Lovelace'
		});
		const rewrite = () =>
			db.rows(`update public.discharge_addenda set text = 'It grew something.'`);
		expect((await db.refusal('owner', rewrite)).code).toBe('LN003');
	});

	test('waits for a doctor when a nurse discharges', async ({ db }) => {
		const { doctor, nurse, admission } = await stay(db);
		await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
		await db.as(nurse, () => discharge(db, admission.id));
		expect((await summaryOf(db, admission.id)).signed_at).toBeNull();

		const sign = (version: number) =>
			db.row<Summary>('select * from public.sign_discharge_summary($1, $2)', [
				admission.id,
				version
			]);
		// The ward's people lose the chart with the stay; the attending doctor keeps it for two weeks.
		expect((await db.refusal(nurse, () => sign(1))).code).toBe('PT404');
		expect((await db.refusal(doctor, () => sign(7))).code).toBe('LN009');
		expect((await db.as(doctor, () => sign(1))).signed_name).toBe('Dr. Ada Lovelace');
		expect((await db.refusal(doctor, () => sign(1))).code).toBe('LN003');
	});

	test('is not for nurses, nor before the patient leaves', async ({ db }) => {
		const { doctor, nurse, admission } = await stay(db);
		await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
		const sign = () => db.rows('select public.sign_discharge_summary($1, 1)', [admission.id]);
		const add = () => db.rows(`select public.add_to_discharge_summary($1, 'More')`, [admission.id]);
		expect((await db.refusal(nurse, sign)).code).toBe('42501');
		expect((await db.refusal(nurse, add)).code).toBe('42501');
		expect((await db.refusal(doctor, sign)).code).toBe('LN003');
		expect((await db.refusal(doctor, add)).code).toBe('LN003');
		expect((await summaryOf(db, admission.id)).signed_at).toBeNull();
	});

	test('is taken back with the discharge', async ({ db }) => {
		const { doctor, admission } = await stay(db);
		await db.as(doctor, () => save(db, admission.id, { course: 'Improved.' }));
		await db.as(doctor, () => discharge(db, admission.id));
		await db.as(doctor, () => db.rows('select public.undo_move($1)', [admission.id]));
		expect(await summaryOf(db, admission.id)).toMatchObject({
			signed_at: null,
			facts: null,
			sections: { course: 'Improved.' }
		});
		await db.as(doctor, () => save(db, admission.id, { course: 'Stays.' }, 1));
	});
});

test('every change is announced to who reads the chart, without a word of it', async ({ db }) => {
	const { nurse, patientId, admission } = await stay(db);
	const announced = () =>
		db.count(
			`select from realtime.messages where topic = 'patient:' || $1 and event = 'discharge_changed' and payload - 'id' - 'transaction' = '{}'`,
			[patientId]
		);
	const before = await announced();
	await db.as(nurse, () => settle(db, admission.id, 'transport', 'done'));
	await db.as(nurse, () => save(db, admission.id, { course: 'Improved.' }));
	expect((await announced()) - before).toBe(2);
});

describe('the attending doctor', () => {
	test('keeps the chart after the discharge, an alert having called them before', async ({
		db
	}) => {
		const all = await stay(db);
		const { doctor, nurse, patientId, admission, ward } = all;
		await db.rows('delete from public.staff_wards where staff_id = $1 and ward_id = $2', [
			doctor.staffId,
			ward.id
		]);
		const alertId = await raiseAlert(db, all);
		await db.rows(
			`select private.join_care_team($1, 'escalated', $2, now() + interval '12 hours', $3)`,
			[patientId, alertId, doctor.staffId]
		);
		await answer(db, alertId);
		await db.as(nurse, () => discharge(db, admission.id, 'left_against_advice'));
		// The escalation is over, and the two weeks are not.
		await db.rows(`delete from private.care_access where reason = 'escalated' and staff_id = $1`, [
			doctor.staffId
		]);
		expect(
			await db.as(doctor, () =>
				db.rows('select from private.care_patient_ids() as id where id = $1', [patientId])
			)
		).toHaveLength(1);
	});
});
