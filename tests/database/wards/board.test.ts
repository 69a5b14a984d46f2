import { createClinicDoctor } from '../../support/clinic.ts';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { admit, board, createWard, createWardStaff, type Admission } from '../../support/ward.ts';

const states = async (db: TestDatabase, wardId: string) =>
	(await board(db, wardId)).map((bed) => bed.state);

const transfer = (db: TestDatabase, admissionId: string, bedId: string) =>
	db.row('select * from public.transfer_patient($1, $2)', [admissionId, bedId]);

const swap = (db: TestDatabase, one: string, other: string) =>
	db.rows('select * from public.swap_beds($1, $2)', [one, other]);

const discharge = (db: TestDatabase, admissionId: string, disposition = 'home') =>
	db.row<Admission & Record<string, unknown>>(
		`select * from public.discharge_patient($1, $2, 'Recovered')`,
		[admissionId, disposition]
	);

const close = (db: TestDatabase, bedId: string, reason = 'C') =>
	db.row(`select * from public.close_bed($1, $2, 'Broken rail')`, [bedId, reason]);

const taskOf = (db: TestDatabase, bedId: string) =>
	db.value<string>(
		`select id from public.housekeeping_tasks
		where bed_id = $1 and status in ('waiting', 'in_progress')`,
		[bedId]
	);

const stays = (db: TestDatabase, admissionId: string) =>
	db.rows<{ bed_id: string; begins: Date; ends: Date | null }>(
		`select bed_id, lower(period) as begins, upper(period) as ends
		from public.bed_stays where admission_id = $1 order by lower(period)`,
		[admissionId]
	);

/** A ward of three beds with a patient in the first, and a bed manager. */
async function hospital(db: TestDatabase) {
	const ward = await createWard(db);
	const manager = await db.createStaff('bed_manager');
	const patientId = await db.createPatient({ givenName: 'Ada', familyName: 'Lovelace' });
	const [first = '', second = '', third = ''] = ward.beds;
	const admission = await db.as(manager, () => admit(db, patientId, ward.id, first));
	return { ward, manager, patientId, admission, first, second, third };
}

describe('admitting', () => {
	test('puts the patient on the board', async ({ db }) => {
		const { ward, manager, first, patientId, admission } = await hospital(db);
		const rows = await db.as(manager, () => board(db, ward.id));
		expect(rows.map((bed) => bed.state)).toEqual(['occupied', 'available', 'available']);
		expect(rows[0]).toMatchObject({
			bed_id: first,
			patient_id: patientId,
			patient_name: 'Ada Lovelace',
			admission_id: admission.id
		});
	});

	test('is possible without a bed: the patient waits', async ({ db }) => {
		const { ward, manager, second } = await hospital(db);
		const patientId = await db.createPatient({ givenName: 'Grace', familyName: 'Hopper' });
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		const waiting = () =>
			db.as(manager, () =>
				db.rows('select patient_name from public.waiting_admissions($1)', [ward.id])
			);
		expect(await waiting()).toEqual([{ patient_name: 'Grace Hopper' }]);
		await db.as(manager, () => transfer(db, admission.id, second));
		expect(await waiting()).toEqual([]);
		expect(await db.as(manager, () => states(db, ward.id))).toEqual([
			'occupied',
			'occupied',
			'available'
		]);
	});

	test('a second time is refused, and nothing is written', async ({ db }) => {
		const { ward, manager, second, patientId, admission } = await hospital(db);
		const error = await db.refusal(manager, () => admit(db, patientId, ward.id, second));
		expect([error.code, error.constraint]).toEqual(['23505', 'admissions_one_open']);
		expect(await stays(db, admission.id)).toHaveLength(1);
	});

	test('to a taken bed is refused, and no admission is left', async ({ db }) => {
		const { ward, manager, first } = await hospital(db);
		const other = await db.createPatient();
		const error = await db.refusal(manager, () => admit(db, other, ward.id, first));
		expect([error.code, error.constraint]).toEqual(['23P01', 'bed_stays_bed_taken']);
		expect(await db.count('select from public.admissions where patient_id = $1', [other])).toBe(0);
	});

	test('to a bed of another ward is refused, and nothing is written', async ({ db }) => {
		const { ward, manager } = await hospital(db);
		const elsewhere = await createWard(db);
		const other = await db.createPatient();
		const error = await db.refusal(manager, () =>
			admit(db, other, ward.id, elsewhere.beds[0] ?? null)
		);
		expect(error.code).toBe('LN010');
		expect(await db.count('select from public.admissions where patient_id = $1', [other])).toBe(0);
	});

	test('nobody but the patient is in two beds, whatever writes the table', async ({ db }) => {
		const { ward, patientId, admission, second } = await hospital(db);
		const error = await db.refusal('owner', () =>
			db.rows(
				`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
				values ($1, $2, $3, $4)`,
				[second, ward.id, patientId, admission.id]
			)
		);
		expect([error.code, error.constraint]).toEqual(['23P01', 'bed_stays_patient_elsewhere']);
	});

	test('unknown patient, ward, bed and doctor are told apart', async ({ db }) => {
		const { ward, manager, admission } = await hospital(db);
		const patientId = await db.createPatient();
		const nobody = admission.id;
		const named = async (...values: (string | null)[]) => {
			const error = await db.refusal(manager, () =>
				db.rows('select * from public.admit_patient($1, $2, $3, $4)', values)
			);
			return [error.code, error.hint];
		};
		expect(await named(nobody, ward.id, null, null)).toEqual(['PT404', 'p_patient_id']);
		expect(await named(patientId, nobody, null, null)).toEqual(['PT404', 'p_ward_id']);
		expect(await named(patientId, ward.id, nobody, null)).toEqual(['PT404', 'p_bed_id']);
		expect(await named(patientId, ward.id, null, nobody)).toEqual(['PT404', 'p_attending_id']);
	});

	test('keeps what was heard about allergies, and the board tells it apart from silence', async ({
		db
	}) => {
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const manager = await createWardStaff(db, 'bed_manager', ward);
		const people = await Promise.all([1, 2, 3].map(() => db.createPatient()));
		const admitted = (nth: number, ...heard: (string | null)[]) =>
			db.as(nurse, () =>
				db.rows(
					`select public.admit_patient($1, $2, $3, p_allergies => $4, p_allergy_substance => $5,
						p_allergy_severity => $6)`,
					[people[nth], ward.id, ward.beds[nth], ...heard]
				)
			);
		await admitted(0, null, null, null);
		await admitted(1, 'none', null, null);
		await admitted(2, 'known', 'Latex', 'mild');
		const shown = await db.as(nurse, () =>
			db.rows('select allergies, allergies_denied from public.bed_board($1)', [ward.id])
		);
		expect(shown).toEqual([
			{ allergies: 0, allergies_denied: false },
			{ allergies: 0, allergies_denied: true },
			{ allergies: 1, allergies_denied: false }
		]);
		const list = await db.as(nurse, () =>
			db.rows('select allergies_denied from public.ward_patients($1) order by bed_label', [ward.id])
		);
		expect(list.map((row) => row.allergies_denied)).toEqual([false, true, false]);
		// Who may not know is told neither.
		const hidden = await db.as(manager, () =>
			db.rows('select allergies, allergies_denied from public.bed_board($1)', [ward.id])
		);
		expect(new Set(hidden.flatMap(Object.values))).toEqual(new Set([null]));
	});

	test('by those who may not write allergies down admits nobody with an answer about them', async ({
		db
	}) => {
		const ward = await createWard(db);
		const manager = await createWardStaff(db, 'bed_manager', ward);
		const patientId = await db.createPatient();
		const refused = await db.refusal(manager, () =>
			db.rows(`select public.admit_patient($1, $2, p_allergies => 'none')`, [patientId, ward.id])
		);
		expect([refused.code, refused.hint]).toEqual(['42501', 'allergies.manage']);
		expect(await db.count('select from public.admissions where patient_id = $1', [patientId])).toBe(
			0
		);
	});

	test('with a planned end before it is refused, and nobody is admitted', async ({ db }) => {
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const patientId = await db.createPatient();
		const plan = (day: string) =>
			db.rows(
				`select from public.admit_patient($1, $2, p_expected_discharge_on => private.hospital_day() + ${day})`,
				[patientId, ward.id]
			);
		const refused = await db.refusal(nurse, () => plan('-1'));
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_expected_discharge_on']);
		expect(await db.count('select from public.admissions where patient_id = $1', [patientId])).toBe(
			0
		);
		await db.as(nurse, () => plan('0'));
		const later = await db.refusal(nurse, () =>
			db.rows(
				`select public.update_stay(id, private.hospital_day() - 1) from public.admissions where patient_id = $1`,
				[patientId]
			)
		);
		expect([later.code, later.hint]).toEqual(['22023', 'p_expected_discharge_on']);
	});
});

describe('who may', () => {
	test('nurses admit to the wards they work on, bed managers to all', async ({ db }) => {
		const ward = await createWard(db);
		const elsewhere = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const patientId = await db.createPatient();
		const error = await db.refusal(nurse, () => admit(db, patientId, elsewhere.id));
		expect(error.code).toBe('PT404');
		expect(await db.count('select from public.admissions where patient_id = $1', [patientId])).toBe(
			0
		);
		expect((await db.as(nurse, () => admit(db, patientId, ward.id))).ward_id).toBe(ward.id);
	});

	test('those without the permission are refused every command, and nothing changes', async ({
		db
	}) => {
		const { ward, admission, first, second, manager } = await hospital(db);
		const other = await db.createPatient();
		const next = await db.as(manager, () => admit(db, other, ward.id, second));
		const commands: [string, () => Promise<unknown>][] = [
			['admit', () => admit(db, other, ward.id)],
			['transfer', () => transfer(db, admission.id, second)],
			['swap', () => swap(db, admission.id, next.id)],
			['discharge', () => discharge(db, admission.id)],
			['close', () => close(db, first)],
			['reopen', () => db.rows('select public.reopen_bed($1)', [first])],
			['start', () => db.rows('select public.start_cleaning($1)', [first])],
			['finish', () => db.rows('select public.finish_cleaning($1)', [first])]
		];
		const people = {
			receptionist: await createWardStaff(db, 'receptionist', ward),
			patient: await db.createPortalPerson(),
			stranger: 'anon'
		} as const;
		const before = await db.as(manager, () => board(db, ward.id));
		for (const [name, command] of commands) {
			for (const [who, person] of Object.entries(people)) {
				expect((await db.refusal(person, command)).code, `${who}: ${name}`).toBe('42501');
			}
		}
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		const nurse = await createWardStaff(db, 'nurse', ward);
		expect((await db.refusal(housekeeper, () => discharge(db, admission.id))).code).toBe('42501');
		expect((await db.refusal(nurse, () => close(db, first))).code).toBe('42501');
		expect(await db.as(manager, () => board(db, ward.id))).toEqual(before);
	});

	test('a nurse does not move a patient to or from a ward that is not theirs', async ({ db }) => {
		const { admission, ward, second } = await hospital(db);
		const elsewhere = await createWard(db);
		const [target = ''] = elsewhere.beds;
		const here = await createWardStaff(db, 'nurse', ward);
		const there = await createWardStaff(db, 'nurse', elsewhere);
		expect((await db.refusal(here, () => transfer(db, admission.id, target))).code).toBe('PT404');
		expect((await db.refusal(there, () => transfer(db, admission.id, target))).code).toBe('PT404');
		expect((await db.refusal(there, () => discharge(db, admission.id))).code).toBe('PT404');
		expect(await stays(db, admission.id)).toHaveLength(1);
		await db.as(here, () => transfer(db, admission.id, second));
		expect(await stays(db, admission.id)).toHaveLength(2);
	});

	test('nobody writes stays, closures, tasks or new admissions but through the commands', async ({
		db
	}) => {
		const { ward, second, admission, patientId, manager } = await hospital(db);
		const admin = await db.createStaff('admin');
		const attempts = [
			() =>
				db.rows(
					`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
					values ($1, $2, $3, $4)`,
					[second, ward.id, patientId, admission.id]
				),
			() => db.rows('delete from public.bed_stays'),
			() => db.rows('update public.admissions set discharged_at = now()'),
			() =>
				db.rows('insert into public.admissions (patient_id, ward_id) values ($1, $2)', [
					patientId,
					ward.id
				]),
			() => db.rows('update public.housekeeping_tasks set done_by = null'),
			() => db.rows('update public.bed_closures set ended_at = now()')
		];
		for (const person of [admin, manager]) {
			for (const attempt of attempts)
				expect((await db.refusal(person, attempt)).code).toBe('42501');
		}
	});
});

describe('transferring', () => {
	test('ends one stay and begins the next at the same instant; the bed left is cleaned', async ({
		db
	}) => {
		const { ward, manager, admission, first, second } = await hospital(db);
		await db.as(manager, () => transfer(db, admission.id, second));
		const [before, after] = await stays(db, admission.id);
		expect([before?.bed_id, after?.bed_id]).toEqual([first, second]);
		expect(after?.begins).toEqual(before?.ends);
		expect(after?.ends).toBeNull();
		expect(await db.as(manager, () => states(db, ward.id))).toEqual([
			'housekeeping',
			'occupied',
			'available'
		]);
	});

	test('to another ward takes the admission along', async ({ db }) => {
		const { ward, manager, admission } = await hospital(db);
		const elsewhere = await createWard(db);
		await db.as(manager, () => transfer(db, admission.id, elsewhere.beds[0] ?? ''));
		expect(
			await db.value('select ward_id from public.admissions where id = $1', [admission.id])
		).toBe(elsewhere.id);
		expect(await db.as(manager, () => states(db, elsewhere.id))).toEqual([
			'occupied',
			'available',
			'available'
		]);
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('housekeeping');
	});

	test('to a bed that is taken, closed, being cleaned, one’s own or none is refused', async ({
		db
	}) => {
		const { ward, manager, admission, first, second, third } = await hospital(db);
		const other = await db.createPatient();
		const to = async (bedId: string) => {
			const { code, constraint, hint } = await db.refusal(manager, () =>
				transfer(db, admission.id, bedId)
			);
			return constraint ?? (hint ? `${code} ${hint}` : code);
		};
		const next = await db.as(manager, () => admit(db, other, ward.id, second));
		await db.as(manager, () => close(db, third));
		expect(await to(second)).toBe('bed_stays_bed_taken');
		expect(await to(third)).toBe('LN005 closed');
		await db.as(manager, () => discharge(db, next.id));
		expect(await to(second)).toBe('LN005 housekeeping');
		expect(await to(first)).toBe('22023 p_bed_id');
		expect(await to(admission.id)).toBe('PT404 p_bed_id');
		expect(await stays(db, admission.id)).toHaveLength(1);
	});
});

describe('swapping', () => {
	test('exchanges two patients, across wards too, and leaves nothing to clean', async ({ db }) => {
		const { ward, manager, admission, first } = await hospital(db);
		const elsewhere = await createWard(db);
		const [theirs = ''] = elsewhere.beds;
		const other = await db.createPatient();
		const next = await db.as(manager, () => admit(db, other, elsewhere.id, theirs));
		const made = await db.as(manager, () => swap(db, admission.id, next.id));
		expect(made).toHaveLength(2);
		expect((await stays(db, admission.id)).map((stay) => stay.bed_id)).toEqual([first, theirs]);
		expect((await stays(db, next.id)).map((stay) => stay.bed_id)).toEqual([theirs, first]);
		const wards = await db.rows('select id, ward_id from public.admissions where id in ($1, $2)', [
			admission.id,
			next.id
		]);
		expect(Object.fromEntries(wards.map((row) => [row.id, row.ward_id]))).toEqual({
			[admission.id]: elsewhere.id,
			[next.id]: ward.id
		});
		expect(await db.as(manager, () => states(db, ward.id))).toEqual([
			'occupied',
			'available',
			'available'
		]);
	});

	test('takes two different patients who both have a bed', async ({ db }) => {
		const { ward, manager, admission } = await hospital(db);
		const waiting = await db.as(manager, async () => admit(db, await outside(), ward.id));
		async function outside() {
			await db.rows('reset role');
			return db.createPatient();
		}
		for (const other of [admission.id, waiting.id]) {
			const error = await db.refusal(manager, () => swap(db, admission.id, other));
			expect([error.code, error.hint]).toEqual(['22023', 'p_other_admission_id']);
		}
		expect(await stays(db, admission.id)).toHaveLength(1);
	});
});

describe('discharging', () => {
	test('ends the admission and the stay, and sends the bed to be cleaned', async ({ db }) => {
		const { ward, manager, admission } = await hospital(db);
		const ended = await db.as(manager, () => discharge(db, admission.id));
		expect(ended).toMatchObject({ disposition: 'home' });
		expect(ended.discharged_at).not.toBeNull();
		expect((await stays(db, admission.id))[0]?.ends).not.toBeNull();
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('housekeeping');
	});

	test('is final: every later command on that admission is refused', async ({ db }) => {
		const { manager, admission, second } = await hospital(db);
		await db.as(manager, () => discharge(db, admission.id));
		for (const command of [
			() => discharge(db, admission.id),
			() => transfer(db, admission.id, second)
		]) {
			expect((await db.refusal(manager, command)).code).toBe('LN006');
		}
		const owner = await db.refusal('owner', () =>
			db.rows(
				'update public.admissions set discharged_at = null, disposition = null where id = $1',
				[admission.id]
			)
		);
		expect(owner.code).toBe('LN006');
		expect(await stays(db, admission.id)).toHaveLength(1);
	});

	test('to nowhere known is bad input, and the patient stays', async ({ db }) => {
		const { ward, manager, admission } = await hospital(db);
		const error = await db.refusal(manager, () => discharge(db, admission.id, 'beamed up'));
		expect([error.code, error.hint]).toEqual(['22023', 'p_disposition']);
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('occupied');
	});

	test('the patient can be admitted again', async ({ db }) => {
		const { ward, manager, admission, patientId, second } = await hospital(db);
		await db.as(manager, () => discharge(db, admission.id));
		const again = await db.as(manager, () => admit(db, patientId, ward.id, second));
		expect(again.id).not.toBe(admission.id);
	});
});

describe('turnover', () => {
	test('waiting → being cleaned → available, by a housekeeper of the ward', async ({ db }) => {
		const { ward, manager, admission, first } = await hospital(db);
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		await db.as(manager, () => discharge(db, admission.id));
		const taskId = await taskOf(db, first);
		const rows = await db.as(housekeeper, () => board(db, ward.id));
		expect(rows[0]).toMatchObject({ task_id: taskId, task_status: 'waiting' });

		await db.as(housekeeper, () => db.rows('select public.start_cleaning($1)', [taskId]));
		expect((await db.as(housekeeper, () => board(db, ward.id)))[0]?.task_status).toBe(
			'in_progress'
		);
		const done = await db.as(housekeeper, () =>
			db.row('select * from public.finish_cleaning($1, p_sure => true)', [taskId])
		);
		expect(done).toMatchObject({ status: 'done', done_by: housekeeper.id });
		expect(done.started_at).not.toBeNull();
		expect(done.finished_at).not.toBeNull();
		expect((await db.as(housekeeper, () => states(db, ward.id)))[0]).toBe('available');
	});

	test('only legal steps are taken', async ({ db }) => {
		const { ward, first } = await hospital(db);
		const legal: Record<string, string[]> = {
			waiting: ['in_progress', 'done', 'cancelled'],
			in_progress: ['waiting', 'done', 'cancelled'],
			done: [],
			cancelled: []
		};
		const statuses = Object.keys(legal);
		await db.rows(
			`update public.bed_stays set period = tstzrange(lower(period), clock_timestamp()) where bed_id = $1`,
			[first]
		);
		for (const from of statuses) {
			for (const to of statuses.filter((status) => status !== from)) {
				await db.undone(async () => {
					const id = await db.value<string>(
						`insert into public.housekeeping_tasks (bed_id, ward_id, status, finished_at)
						values ($1, $2, $3, case when $3 in ('done', 'cancelled') then now() end) returning id`,
						[first, ward.id, from]
					);
					const step = () =>
						db.rows('update public.housekeeping_tasks set status = $2 where id = $1', [id, to]);
					if (legal[from]?.includes(to)) {
						await step();
						expect(
							await db.value('select status from public.housekeeping_tasks where id = $1', [id])
						).toBe(to);
					} else {
						expect((await db.refusal('owner', step)).code, `${from} → ${to}`).toBe('LN003');
					}
				});
			}
		}
	});

	test('a task is started once and finished once', async ({ db }) => {
		const { manager, admission, first } = await hospital(db);
		await db.as(manager, () => discharge(db, admission.id));
		const taskId = await taskOf(db, first);
		for (const command of ['start_cleaning($1)', 'finish_cleaning($1, p_sure => true)']) {
			const run = () => db.rows(`select public.${command}`, [taskId]);
			await db.as(manager, run);
			expect((await db.refusal(manager, run)).code, command).toBe('LN003');
		}
	});

	test('a housekeeper of another ward finds no such task', async ({ db }) => {
		const { manager, admission, first } = await hospital(db);
		const elsewhere = await createWard(db);
		await db.as(manager, () => discharge(db, admission.id));
		const taskId = await taskOf(db, first);
		const stranger = await createWardStaff(db, 'housekeeper', elsewhere);
		const error = await db.refusal(stranger, () =>
			db.rows('select public.finish_cleaning($1)', [taskId])
		);
		expect(error.code).toBe('PT404');
	});
});

describe('closing a bed', () => {
	test('says why on the board, and reopening makes it available', async ({ db }) => {
		const { ward, manager, second } = await hospital(db);
		for (const [reason, state] of [
			['C', 'closed'],
			['K', 'contaminated'],
			['I', 'isolated']
		] as const) {
			await db.as(manager, () => close(db, second, reason));
			const row = (await db.as(manager, () => board(db, ward.id)))[1];
			expect([row?.state, row?.note]).toEqual([state, 'Broken rail']);
			await db.as(manager, () => db.rows('select public.reopen_bed($1)', [second]));
			expect((await db.as(manager, () => states(db, ward.id)))[1]).toBe('available');
		}
	});

	test('it takes nobody, whatever path', async ({ db }) => {
		const { ward, manager, second } = await hospital(db);
		const other = await db.createPatient();
		await db.as(manager, () => close(db, second));
		const byCommand = await db.refusal(manager, () => admit(db, other, ward.id, second));
		expect(byCommand.code).toBe('LN005');
		const waiting = await db.as(manager, () => admit(db, other, ward.id));
		const byOwner = await db.refusal('owner', () =>
			db.rows(
				`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
				values ($1, $2, $3, $4)`,
				[second, ward.id, other, waiting.id]
			)
		);
		expect(byOwner.code).toBe('LN005');
		expect(await stays(db, waiting.id)).toEqual([]);
	});

	test('an occupied bed is not closed, cleaned or taken away', async ({ db }) => {
		const { ward, manager, first } = await hospital(db);
		const refused = [
			await db.refusal(manager, () => close(db, first)),
			await db.refusal('owner', () =>
				db.rows('insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)', [
					first,
					ward.id
				])
			),
			await db.refusal('owner', () =>
				db.rows('update public.beds set active = false where id = $1', [first])
			)
		];
		for (const error of refused) expect([error.code, error.hint]).toEqual(['LN005', 'occupied']);
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('occupied');
	});

	test('a closed bed is not closed again, an open one not reopened', async ({ db }) => {
		const { manager, second, third } = await hospital(db);
		await db.as(manager, () => close(db, second));
		const again = await db.refusal(manager, () => close(db, second));
		expect([again.code, again.constraint]).toEqual(['23505', 'bed_closures_one_open']);
		const open = await db.refusal(manager, () => db.rows('select public.reopen_bed($1)', [third]));
		expect(open.code).toBe('PT404');
		const unknown = await db.refusal(manager, () => close(db, third, 'X'));
		expect([unknown.code, unknown.hint]).toEqual(['22023', 'p_reason']);
	});

	test('reopened before it was cleaned, it still waits for cleaning', async ({ db }) => {
		const { ward, manager, admission, first } = await hospital(db);
		await db.as(manager, () => discharge(db, admission.id));
		await db.as(manager, () => close(db, first, 'K'));
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('contaminated');
		await db.as(manager, () => db.rows('select public.reopen_bed($1)', [first]));
		expect((await db.as(manager, () => states(db, ward.id)))[0]).toBe('housekeeping');
	});
});

describe('privacy', () => {
	test('a private patient shows as occupied to those outside the care team', async ({ db }) => {
		const { ward, manager, admission, first } = await hospital(db);
		const doctor = await createClinicDoctor(db);
		await db.rows('update public.admissions set attending_id = $2, reason = $3 where id = $1', [
			admission.id,
			doctor.doctorId,
			'Private matter'
		]);
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			doctor.staffId,
			ward.id
		]);
		const nurse = await createWardStaff(db, 'nurse', ward);
		await db.as(nurse, () =>
			db.row(
				`select public.update_stay(id, expected_discharge_on, isolation, needs, true, attending_id)
				from public.admissions where id = $1`,
				[admission.id]
			)
		);
		const hidden = (await db.as(manager, () => board(db, ward.id)))[0];
		expect(hidden).toMatchObject({
			bed_id: first,
			state: 'occupied',
			private: true,
			admission_id: admission.id,
			patient_id: null,
			patient_name: null,
			patient_mrn: null,
			patient_sex: null,
			patient_birth_date: null,
			attending_id: null,
			attending_name: null,
			reason: null
		});
		const shown = (await db.as(doctor, () => board(db, ward.id)))[0];
		expect(shown).toMatchObject({
			patient_name: 'Ada Lovelace',
			attending_name: doctor.name,
			reason: 'Private matter'
		});

		const rows = () =>
			Promise.all([
				db.count('select from public.admissions where id = $1', [admission.id]),
				db.count('select from public.bed_stays where admission_id = $1', [admission.id])
			]);
		expect(await db.as(manager, rows)).toEqual([0, 0]);
		expect(await db.as(doctor, rows)).toEqual([1, 1]);
	});

	test('what is the matter is told to nobody without the chart: on the board, with a discharge, or once it is undone', async ({
		db
	}) => {
		const { ward, admission } = await hospital(db);
		const bedManager = await db.createStaff('bed_manager');
		const nurse = await createWardStaff(db, 'nurse', ward);
		const group = () =>
			db.value(`select diagnosis_group from public.bed_board($1) where admission_id = $2`, [
				ward.id,
				admission.id
			]);
		await db.rows(`update public.admissions set diagnosis_group = 'J00-J99' where id = $1`, [
			admission.id
		]);
		expect(await db.as(nurse, group)).toBe('J00-J99');
		expect(await db.as(bedManager, group)).toBe(null);

		const told = await db.as(bedManager, () =>
			db.row(
				`select reason, summary, diagnosis_group
				from public.discharge_patient($1, 'home', 'Pneumonia, treated', 'J00-J99')`,
				[admission.id]
			)
		);
		expect(told).toEqual({ reason: null, summary: null, diagnosis_group: null });
		const kept = () =>
			db.row('select summary, diagnosis_group from public.admissions where id = $1', [
				admission.id
			]);
		expect(await kept()).toEqual({ summary: 'Pneumonia, treated', diagnosis_group: 'J00-J99' });
		await db.as(bedManager, () => db.rows('select public.undo_move($1)', [admission.id]));
		expect(await kept()).toEqual({ summary: null, diagnosis_group: null });
	});

	test('of a stay that is over the record is read by whoever still has the patient in their care, and has opened it', async ({
		db
	}) => {
		const { ward, manager, admission } = await hospital(db);
		const bedManager = await db.createStaff('bed_manager');
		const [nurse, attending] = [
			await createWardStaff(db, 'nurse', ward),
			await createClinicDoctor(db)
		];
		await db.rows('update public.admissions set attending_id = $2 where id = $1', [
			admission.id,
			attending.doctorId
		]);
		const seen = (actor: Person) =>
			db.as(actor, () =>
				db.count('select reason, summary, diagnosis_group from public.admissions where id = $1', [
					admission.id
				])
			);
		for (const one of [bedManager, nurse, attending]) expect(await seen(one)).toBe(1);
		await db.as(manager, () => discharge(db, admission.id));
		// Now time passes until what followed from the stay is over for those who only worked there.
		await db.rows(
			`update private.care_access set since = since - interval '1 year', until = now() - interval '1 second'
			 where patient_id = $1 and ward_id is not null`,
			[admission.patient_id]
		);
		for (const one of [bedManager, nurse, attending]) expect(await seen(one)).toBe(0);
		await db.as(attending, () => db.rows('select public.open_chart_of_stay($1)', [admission.id]));
		expect(await seen(attending)).toBe(1);
	});

	test('housekeeping sees the state of the beds of its wards and nobody’s name', async ({ db }) => {
		const { ward } = await hospital(db);
		const elsewhere = await createWard(db);
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		const rows = await db.as(housekeeper, () => board(db));
		expect(rows.map((bed) => bed.state)).toEqual(['occupied', 'available', 'available']);
		expect(rows.map((bed) => bed.patient_name ?? bed.patient_id ?? bed.patient_mrn)).toEqual([
			null,
			null,
			null
		]);
		expect(await db.as(housekeeper, () => board(db, elsewhere.id))).toEqual([]);
		expect(await db.as(housekeeper, () => db.count('select from public.admissions'))).toBe(0);
		expect(await db.as(housekeeper, () => db.count('select from public.bed_stays'))).toBe(0);
	});

	test('reception and patients see no board', async ({ db }) => {
		await hospital(db);
		for (const person of [await db.createStaff('receptionist'), await db.createPortalPerson()]) {
			expect(await db.as(person, () => board(db))).toEqual([]);
		}
	});

	test('a private admission is made public by nobody outside the care team', async ({ db }) => {
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		// Manages the ward's admissions and has nobody in their care.
		const clerk = await createWardStaff(db, 'cashier', ward);
		await db.rows(
			`insert into public.roles (id, kind, name) values ('test_clerk', 'staff', 'Clerk')`
		);
		await db.rows(
			`insert into public.role_permissions (role_id, permission_id) values ('test_clerk', 'admissions.manage')`
		);
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'test_clerk')`, [
			clerk.id
		]);
		const patientId = await db.createPatient();
		const { id } = await db.as(nurse, () => admit(db, patientId, ward.id));
		await db.rows('update public.admissions set private = true where id = $1', [id]);

		const reveal = () =>
			db.row('select public.update_stay($1, null, null, null, false, null)', [id]);
		expect((await db.refusal(clerk, reveal)).code).toBe('PT404');
		expect(await db.value('select private from public.admissions where id = $1', [id])).toBe(true);
		await db.as(nurse, reveal);
		expect(await db.value('select private from public.admissions where id = $1', [id])).toBe(false);
	});

	test('the name of who waits is kept as private as on the board', async ({ db }) => {
		const ward = await createWard(db);
		const manager = await db.createStaff('bed_manager');
		const patientId = await db.createPatient({ givenName: 'Grace', familyName: 'Hopper' });
		const admission = await db.as(manager, () => admit(db, patientId, ward.id));
		await db.rows('update public.admissions set private = true where id = $1', [admission.id]);
		const names = async () =>
			(await db.rows('select patient_name from public.waiting_admissions($1)', [ward.id])).map(
				(row) => row.patient_name
			);
		expect(await db.as(manager, names)).toEqual([null]);
		expect(await db.as(await createWardStaff(db, 'nurse', ward), names)).toEqual(['Grace Hopper']);
	});
});

describe('figures of the wards', () => {
	test('count every bed once', async ({ db }) => {
		const { ward, manager, admission, second, third } = await hospital(db);
		const other = await db.createPatient();
		await db.as(manager, () => close(db, second, 'I'));
		await db.as(manager, () => discharge(db, admission.id));
		await db.as(manager, () => admit(db, other, ward.id));
		const summary = () =>
			db.as(manager, () =>
				db.row(
					`select beds::integer, occupied::integer, available::integer, housekeeping::integer,
						out_of_service::integer, waiting::integer
					from public.ward_summary() where ward_id = $1`,
					[ward.id]
				)
			);
		expect(await summary()).toEqual({
			beds: 3,
			occupied: 0,
			available: 1,
			housekeeping: 1,
			out_of_service: 1,
			waiting: 1
		});
		await db.rows('update public.beds set active = false where id = $1', [third]);
		expect(await summary()).toMatchObject({ beds: 2, available: 0 });
	});
});

describe('open boards are told', () => {
	/** All announcements of some wards so far; what was put off until the commit is done first. */
	async function announced(db: TestDatabase, wardIds: string[]) {
		await db.rows('set constraints all immediate');
		return db.rows<{ id: string; topic: string; payload: Record<string, string | null> }>(
			`select id, topic, payload - 'id' - 'transaction' as payload from realtime.messages
			where event = 'bed_board_changed' and payload ->> 'ward_id' = any ($1)`,
			[wardIds]
		);
	}

	/**
	 * What the hospital does is many transactions, a test is one: from here on it counts as the next. The
	 * function it resolves to tells what that one announces, as "topic bed".
	 */
	async function nextTransaction(db: TestDatabase, ...wardIds: string[]) {
		const before = new Set((await announced(db, wardIds)).map(({ id }) => id));
		await db.rows(`select set_config('lantern.announced_beds', '', true)`);
		await db.rows('set constraints all deferred');
		return async () =>
			(await announced(db, wardIds))
				.filter(({ id }) => !before.has(id))
				.map(({ topic, payload: { ward_id: _, bed_id: bedId, ...rest } }) => {
					expect(rest).toEqual({});
					return `${topic} ${bedId ?? 'waiting'}`;
				})
				.sort();
	}

	test('once for each bed that changes, with ids only', async ({ db }) => {
		const { ward, manager, admission, first, second } = await hospital(db);
		let announcements = await nextTransaction(db, ward.id);
		await db.as(manager, () => transfer(db, admission.id, second));
		expect(await announcements()).toEqual(
			[first, second].flatMap((bed) => [`ward:${ward.id} ${bed}`, `wards ${bed}`]).sort()
		);
		announcements = await nextTransaction(db, ward.id);
		await db.as(manager, () => discharge(db, admission.id));
		expect(await announcements()).toEqual([`ward:${ward.id} ${second}`, `wards ${second}`]);
		announcements = await nextTransaction(db, ward.id);
		await db.as(manager, async () =>
			db.rows('select public.finish_cleaning($1)', [
				await db.value('select task_id from public.bed_board($1) where bed_id = $2', [
					ward.id,
					second
				])
			])
		);
		expect(await announcements()).toEqual([`ward:${ward.id} ${second}`, `wards ${second}`]);
	});

	test('on both wards when a patient leaves one for the other', async ({ db }) => {
		const { ward, manager, admission, first } = await hospital(db);
		const elsewhere = await createWard(db);
		const [target = ''] = elsewhere.beds;
		const announcements = await nextTransaction(db, ward.id, elsewhere.id);
		await db.as(manager, () => transfer(db, admission.id, target));
		expect(await announcements()).toEqual(
			[
				`ward:${ward.id} ${first}`,
				`wards ${first}`,
				`ward:${elsewhere.id} ${target}`,
				`wards ${target}`
			].sort()
		);
	});

	test('when somebody is admitted, with a bed or without', async ({ db }) => {
		const { ward, manager, second } = await hospital(db);
		const [one, other] = [await db.createPatient(), await db.createPatient()];
		let announcements = await nextTransaction(db, ward.id);
		await db.as(manager, () => admit(db, one, ward.id, second));
		expect(await announcements()).toEqual([`ward:${ward.id} ${second}`, `wards ${second}`]);
		announcements = await nextTransaction(db, ward.id);
		await db.as(manager, () => admit(db, other, ward.id));
		expect(await announcements()).toEqual([`ward:${ward.id} waiting`, 'wards waiting']);
	});

	test('when a refused command changed nothing, nobody is', async ({ db }) => {
		const { ward, manager, first } = await hospital(db);
		const other = await db.createPatient();
		const announcements = await nextTransaction(db, ward.id);
		await db.refusal(manager, () => admit(db, other, ward.id, first));
		expect(await announcements()).toEqual([]);
	});
});
