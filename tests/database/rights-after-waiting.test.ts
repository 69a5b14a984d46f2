import pg from 'pg';
import { at, createClinicDoctor, createVisitType } from '../support/clinic.ts';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person,
	type StaffRole
} from '../support/database.ts';
import { admit, createWard, createWardStaff, type Ward } from '../support/ward.ts';

/*
 * Who has waited for a lock is asked again whether they may: meanwhile they may have lost the right, or what is written
 * may have become somebody else's. Each command waits for a row that somebody holds who takes the right from the caller.
 */

interface World {
	db: TestDatabase;
	ward: Ward;
	patientId: string;
	admissionId: string;
}

/** A command of somebody, and what it writes and so has to wait for. */
interface Asked {
	who: Person & { staffId: string | null };
	sql: string;
	values: unknown[];
	/** Locks what the command wants; null: taking the right does. */
	hold: [string, unknown[]] | null;
	/** Takes the right, if it is another way than losing the role. */
	lose?: [string, unknown[]][];
	refused?: string;
}

const locked = (table: string, id: string): [string, unknown[]] => [
	`select from ${table} where id = $1 for update`,
	[id]
];

const noRole = (who: Person): [string, unknown[]] => [
	'delete from public.user_roles where user_id = $1',
	[who.id]
];

const offTheWard = (who: Person & { staffId: string | null }): [string, unknown[]] => [
	'delete from public.staff_wards where staff_id = $1',
	[who.staffId]
];

const staffOf =
	(role: StaffRole) =>
	async ({ db, ward }: World) =>
		role === 'doctor' ? await wardDoctor(db, ward) : await createWardStaff(db, role, ward);

async function wardDoctor(db: TestDatabase, ward: Ward) {
	const doctor = await db.createDoctor();
	await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
		doctor.staffId,
		ward.id
	]);
	return doctor;
}

/** Somebody who waits in a department's queue. */
async function token({ db }: World) {
	const doctor = await db.createDoctor();
	const departmentId = await db.value<string>(
		'select department_id from public.specialties where id = $1',
		[doctor.specialtyId]
	);
	const desk = await db.createStaff('receptionist');
	const { id } = await db.as(desk, () =>
		db.row<{ id: string }>(`select * from public.take_token($1, null, 'Red hat')`, [departmentId])
	);
	return { doctor, departmentId, desk, id };
}

async function series({ db }: World) {
	const patientId = await db.createPatient();
	const desk = await db.createStaff('receptionist');
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const { id } = await db.as(desk, () =>
		db.row<{ id: string }>(`select * from public.book_series($1, $2, $3, $4, '7 days', 2)`, [
			patientId,
			doctor.doctorId,
			visitTypeId,
			at(5, '09:00')
		])
	);
	return { desk, doctor, visitTypeId, patientId, id };
}

async function observation({ db, ward, patientId, admissionId }: World) {
	return db.value<string>(
		`insert into public.observations
			(admission_id, patient_id, ward_id, observed_at, spo2_scale, respiratory_rate, pulse)
		values ($1, $2, $3, clock_timestamp(), 1, 14, 70) returning id`,
		[admissionId, patientId, ward.id]
	);
}

/** What a nurse, or a colleague, writes about the stay: its admission is what it waits for. */
const ofTheStay =
	(
		role: StaffRole,
		sql: string,
		more: (world: World) => unknown[] | Promise<unknown[]> = () => []
	) =>
	async (world: World): Promise<Asked> => ({
		who: await staffOf(role)(world),
		sql,
		values: [world.admissionId, ...(await more(world))],
		hold: locked('public.admissions', world.admissionId)
	});

/** The same, and the way to lose the right is to leave the ward. */
const whoLeftTheWard =
	(ask: (world: World) => Promise<Asked>) =>
	async (world: World): Promise<Asked> => {
		const asked = await ask(world);
		return { ...asked, lose: [offTheWard(asked.who)], refused: 'PT404' };
	};

const assign = ofTheStay('nurse', 'select public.assign_nurse($1, $2)', async ({ db, ward }) => [
	(await createWardStaff(db, 'nurse', ward)).staffId
]);
const createTask = ofTheStay(
	'nurse',
	`select public.create_task($1, 'Wash', now() + interval '1 hour')`
);
const settle = ofTheStay('nurse', `select public.settle_discharge_item($1, 'transport', 'done')`);
const save = ofTheStay(
	'nurse',
	`select public.save_discharge_summary($1, '{"course": "Better."}')`
);
const discharge = ofTheStay(
	'ward_manager',
	`select public.discharge_patient($1, 'left_against_advice')`
);
const leave = ofTheStay('nurse', 'select public.start_leave($1)');

const task =
	(sql: string) =>
	async (world: World): Promise<Asked> => {
		const who = await staffOf('nurse')(world);
		const id = await world.db.value<string>(
			`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at)
			values ($1, $2, $3, 'Turn', now()) returning id`,
			[world.admissionId, world.patientId, world.ward.id]
		);
		return { who, sql, values: [id], hold: locked('public.nursing_tasks', id) };
	};

const note = async (world: World): Promise<Asked> => {
	const who = await staffOf('nurse')(world);
	const { id } = await world.db.as(who, () =>
		world.db.row<{ id: string }>(`select * from public.write_note($1, 'progress', 'Well.')`, [
			world.admissionId
		])
	);
	return {
		who,
		sql: `select public.correct_note($1, 1, 'Very well.')`,
		values: [id],
		hold: locked('public.nursing_notes', id)
	};
};

const handover = async (world: World): Promise<Asked> => {
	const who = await staffOf('nurse')(world);
	const { id } = await world.db.as(who, () =>
		world.db.row<{ id: string }>('select * from public.open_handover($1)', [world.ward.id])
	);
	return {
		who,
		sql: `select public.save_handover($1, 0, null, '{"ward": "Quiet."}')`,
		values: [id],
		hold: locked('public.handover_sheets', id)
	};
};

const bed =
	(role: StaffRole, sql: string, nth = 1) =>
	async (world: World): Promise<Asked> => {
		const id = world.ward.beds[nth] ?? '';
		return { who: await staffOf(role)(world), sql, values: [id], hold: locked('public.beds', id) };
	};

const clean = async (world: World): Promise<Asked> => {
	const bedId = world.ward.beds[2] ?? '';
	const id = await world.db.value<string>(
		`insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)
		on conflict (bed_id) where status in ('waiting', 'in_progress') do update set ward_id = excluded.ward_id
		returning id`,
		[bedId, world.ward.id]
	);
	return {
		who: await staffOf('housekeeper')(world),
		sql: 'select public.start_cleaning($1)',
		values: [id],
		hold: locked('public.beds', bedId)
	};
};

const managedToken =
	(sql: string) =>
	async (world: World): Promise<Asked> => {
		const { desk, id } = await token(world);
		return { who: desk, sql, values: [id], hold: locked('public.queue_tokens', id) };
	};

/** Whoever may do it by their work at the desk, with a record of its own to wait for. */
const atTheDesk =
	(
		role: StaffRole,
		sql: string,
		table: string,
		make: (world: World, who: Person) => Promise<[id: string, ...unknown[]]>
	) =>
	async (world: World): Promise<Asked> => {
		const who = await world.db.createStaff(role);
		const values = await make(world, who);
		return { who, sql, values, hold: locked(table, values[0]) };
	};

const commands: Record<string, (world: World) => Promise<Asked>> = {
	set_spo2_scale: ofTheStay('doctor', 'select public.set_spo2_scale($1, 2)'),
	set_pregnancy: ofTheStay('nurse', 'select public.set_pregnancy($1, false)'),
	record_observation: ofTheStay('nurse', 'select public.record_observation($1, p_pulse => 71)'),
	void_observation: async (world) => {
		const id = await observation(world);
		return {
			...(await ofTheStay('nurse', `select public.void_observation($1, 'Wrong arm')`)(world)),
			values: [id]
		};
	},
	record_no_allergies: async (world) => ({
		who: await staffOf('nurse')(world),
		sql: 'select public.record_no_allergies($1)',
		values: [world.patientId],
		hold: locked('public.patients', world.patientId)
	}),
	withdraw_no_allergies: async (world) => ({
		who: await staffOf('nurse')(world),
		sql: 'select public.withdraw_no_allergies($1)',
		values: [world.patientId],
		hold: locked('public.patients', world.patientId)
	}),
	acknowledge_alert: async (world) => {
		const id = await world.db.value<string>(
			`insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score)
			values ($1, $2, $3, $4, 'urgent', 6) returning id`,
			[world.admissionId, world.patientId, world.ward.id, await observation(world)]
		);
		return {
			who: await staffOf('nurse')(world),
			sql: 'select public.acknowledge_alert($1)',
			values: [id],
			hold: locked('public.news2_alerts', id)
		};
	},
	assign_nurse: assign,
	'assign_nurse, off the ward': whoLeftTheWard(assign),
	release_patients: ofTheStay('nurse', 'select public.release_patients(array[$1::uuid])'),
	create_task: createTask,
	'create_task, off the ward': whoLeftTheWard(createTask),
	complete_task: task('select public.complete_task($1)'),
	'complete_task, off the ward': whoLeftTheWard(task('select public.complete_task($1)')),
	cancel_task: task(`select public.cancel_task($1, 'Not needed')`),
	write_note: ofTheStay('nurse', `select public.write_note($1, 'progress', 'Well.')`),
	correct_note: note,
	'correct_note, off the ward': whoLeftTheWard(note),
	save_handover: handover,
	'save_handover, off the ward': whoLeftTheWard(handover),
	settle_discharge_item: settle,
	'settle_discharge_item, off the ward': whoLeftTheWard(settle),
	save_discharge_summary: save,
	'save_discharge_summary, off the ward': whoLeftTheWard(save),
	discharge_patient: discharge,
	'discharge_patient, off the ward': whoLeftTheWard(discharge),
	'discharge_patient, waiting for the bed': async (world) => ({
		...(await whoLeftTheWard(discharge)(world)),
		hold: locked('public.beds', world.ward.beds[0] ?? '')
	}),
	update_stay: ofTheStay('nurse', 'select public.update_stay($1)'),
	start_leave: leave,
	'start_leave, off the ward': whoLeftTheWard(leave),
	link_newborn: ofTheStay('ward_manager', 'select public.link_newborn($1)'),
	transfer_patient: ofTheStay(
		'ward_manager',
		'select public.transfer_patient($1, $2)',
		({ ward }) => [ward.beds[1]]
	),
	admit_patient: async (world) => {
		const patientId = await world.db.createPatient();
		return {
			who: await staffOf('nurse')(world),
			sql: 'select public.admit_patient($1, $2)',
			values: [patientId, world.ward.id],
			hold: locked('public.patients', patientId)
		};
	},
	close_bed: bed('ward_manager', 'select public.close_bed($1)'),
	'close_bed, off the ward': whoLeftTheWard(bed('ward_manager', 'select public.close_bed($1)')),
	reopen_bed: async (world) => {
		await world.db.rows(
			`insert into public.bed_closures (bed_id, ward_id, reason) values ($1, $2, 'C')`,
			[world.ward.beds[3], world.ward.id]
		);
		return bed('ward_manager', 'select public.reopen_bed($1)', 3)(world);
	},
	start_cleaning: clean,
	'start_cleaning, off the ward': whoLeftTheWard(clean),
	set_token_priority: managedToken(`select public.set_token_priority($1, 'urgent', 'Pain')`),
	'set_token_priority, who calls there as a doctor': async (world) => {
		const { doctor, id } = await token(world);
		await world.db.rows(
			`insert into public.user_roles (user_id, role_id) values ($1, 'receptionist')`,
			[doctor.id]
		);
		return {
			who: doctor,
			sql: `select public.set_token_priority($1, 'urgent', 'Pain')`,
			values: [id],
			hold: locked('public.queue_tokens', id),
			lose: [
				[
					`delete from public.user_roles where user_id = $1 and role_id = 'receptionist'`,
					[doctor.id]
				]
			]
		};
	},
	leave_queue: managedToken('select public.leave_queue($1)'),
	move_token: async (world) => {
		const { departmentId } = await token(world);
		const asked = await managedToken('select public.move_token($1, $2)')(world);
		return { ...asked, values: [...asked.values, departmentId] };
	},
	take_token: async (world) => {
		const { desk, departmentId } = await token(world);
		return {
			who: desk,
			sql: `select public.take_token($1, null, 'Blue hat')`,
			values: [departmentId],
			hold: [
				'select from private.queue_counters where department_id = $1 for update',
				[departmentId]
			]
		};
	},
	order_follow_up: async (world) => ({
		who: await wardDoctor(world.db, world.ward),
		sql: `select public.order_follow_up($1, current_date, current_date + 30, 'test')`,
		values: [world.patientId],
		hold: locked('public.patients', world.patientId),
		refused: 'PT404'
	}),
	close_follow_up: atTheDesk(
		'receptionist',
		`select public.close_follow_up($1, 'done')`,
		'public.follow_ups',
		async ({ db, patientId }) => [
			await db.value<string>(
				`insert into public.follow_ups (patient_id, doctor_id, kind, due_from, due_until)
				values ($1, $2, 'test', current_date, current_date + 9) returning id`,
				[patientId, (await db.createDoctor()).doctorId]
			)
		]
	),
	book_appointment: async (world) => {
		const { desk, doctor, visitTypeId, patientId } = await series(world);
		return {
			who: desk,
			sql: 'select public.book_appointment($1, $2, $3, $4)',
			values: [patientId, doctor.doctorId, at(6, '09:00'), visitTypeId],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]]
		};
	},
	book_series: async (world) => {
		const { desk, doctor, visitTypeId } = await series(world);
		return {
			who: desk,
			sql: `select public.book_series($1, $2, $3, $4, '7 days', 2)`,
			values: [world.patientId, doctor.doctorId, visitTypeId, at(6, '09:00')],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]]
		};
	},
	'cancel_series, a colleague’s by now': async (world) => {
		const { doctor, id } = await series(world);
		const colleague = await createClinicDoctor(world.db);
		return {
			who: doctor,
			sql: 'select public.cancel_series($1)',
			values: [id],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]],
			lose: [
				[
					`update public.appointments set doctor_id = $2 where series_id = $1 and starts_at = (
						select max(starts_at) from public.appointments where series_id = $1
					)`,
					[id, colleague.doctorId]
				]
			],
			refused: 'PT404'
		};
	},
	archive_patient: atTheDesk(
		'receptionist',
		`select public.archive_patient($1, 'Twice', (select updated_at from public.patients where id = $1))`,
		'public.patients',
		async ({ db }) => [await db.createPatient()]
	),
	record_death: atTheDesk(
		'receptionist',
		`select public.record_death($1, now(), (select updated_at from public.patients where id = $1))`,
		'public.patients',
		async ({ db }) => [await db.createPatient()]
	),
	update_own_particulars: async ({ db }) => {
		const person = await db.createPortalPerson();
		return {
			who: person,
			sql: `select public.update_own_particulars($1, '{"city": "Vigo"}', (select updated_at from public.patients where id = $1))`,
			values: [person.patientId],
			hold: locked('public.patients', person.patientId),
			lose: [['delete from public.portal_links where user_id = $1', [person.id]]],
			refused: 'PT404'
		};
	},
	remove_portal_link: async ({ db }) => {
		const [person, carer] = [await db.createPortalPerson(), await db.createUser()];
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'carer')`,
			[carer.id, person.patientId]
		);
		return {
			who: person,
			sql: 'select public.remove_portal_link($2, $1)',
			values: [person.patientId, carer.id],
			hold: [
				'select from public.portal_links where patient_id = $1 for update',
				[person.patientId]
			],
			lose: [['delete from public.portal_links where user_id = $1', [person.id]]],
			refused: 'PT404'
		};
	},
	keep_as_carer: async ({ db }) => {
		const who = await db.createStaff('receptionist');
		const [parent, child] = [await db.createUser(), await db.createPatient()];
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'guardian')`,
			[parent.id, child]
		);
		return {
			who,
			sql: 'select public.keep_as_carer($1, $2)',
			values: [parent.id, child],
			hold: ['select from public.portal_links where patient_id = $1 for update', [child]]
		};
	},
	withdraw_link_code: atTheDesk(
		'receptionist',
		'select public.withdraw_link_code($1)',
		'public.link_codes',
		async ({ db }) => [
			await db.value<string>(
				`insert into public.link_codes (patient_id, relationship, expires_at)
				values ($1, 'self', now() + interval '1 day') returning id`,
				[await db.createPatient()]
			)
		]
	),
	decline_link_request: atTheDesk(
		'receptionist',
		'select public.decline_link_request($1)',
		'public.link_requests',
		async ({ db }) => {
			const person = await db.createPortalPerson();
			return [
				await db.value<string>(
					`insert into public.link_requests (user_id, registered_patient_id, existing_patient_id)
					values ($1, $2, $3) returning id`,
					[person.id, person.patientId, await db.createPatient()]
				)
			];
		}
	),
	deactivate_staff: atTheDesk(
		'admin',
		'select public.deactivate_staff($1)',
		'public.staff',
		async ({ db }) => [(await db.createStaff('cashier')).staffId]
	),
	reactivate_staff: atTheDesk(
		'admin',
		'select public.reactivate_staff($1)',
		'public.staff',
		async ({ db }) => [(await db.createStaff('cashier', { active: false })).staffId]
	),
	save_staff: atTheDesk(
		'admin',
		`select public.save_staff($1, '{"full_name": "Somebody", "position": "cashier"}',
			(select updated_at from public.staff where id = $1))`,
		'public.staff',
		async ({ db }) => [(await db.createStaff('cashier')).staffId]
	),
	withdraw_invitation: atTheDesk(
		'admin',
		'select public.withdraw_invitation($1)',
		'public.staff_invitations',
		async ({ db }) => [
			await db.value<string>(
				`insert into public.staff_invitations (staff_id, email, locale)
				values ($1, 'somebody' || $2 || '@tests.example', 'en') returning id`,
				[(await db.createStaff('cashier')).staffId, db.serial()]
			)
		]
	)
};

async function hospital(owner: pg.Client): Promise<World> {
	const db = new TestDatabase(owner);
	const ward = await createWard(db, 4);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patientId = await db.createPatient();
	const admission = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[0]));
	return { db, ward, patientId, admissionId: admission.id };
}

/** The code with which a command is refused that has waited for who took its right; null if it was done. */
async function afterWaiting(
	caller: pg.Client,
	holder: pg.Client,
	{ who, sql, values, hold, lose = [noRole(who)] }: Asked
): Promise<string | null> {
	try {
		await holder.query('begin');
		if (hold) await holder.query(...hold);
		for (const loss of lose) await holder.query(...loss);
		await caller.query('begin');
		await caller.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: who.id, role: 'authenticated' })]
		);
		const pid = (caller as unknown as { processID: number }).processID;
		let over = false;
		const answer = caller
			.query(sql, values)
			.then(
				() => null,
				(error: unknown) => {
					if (!(error instanceof pg.DatabaseError)) throw error;
					return error.code ?? '';
				}
			)
			.finally(() => (over = true));
		for (;;) {
			const { rowCount } = await holder.query('select where pg_blocking_pids($1) <> $2', [pid, []]);
			if (over || rowCount) break;
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		if (over) return `did not wait: ${await answer}`;
		await holder.query('commit');
		return await answer;
	} finally {
		await holder.query('rollback');
		await caller.query('rollback');
	}
}

describe('who lost the right while waiting is refused', () => {
	testApart('by every command that waits', async ({ apart }) => {
		const [owner, holder, caller] = await Promise.all([
			connect(apart),
			connect(apart),
			connect(apart)
		]);
		try {
			await owner.query('begin');
			// One for all: who is refused changes nothing.
			const world = await hospital(owner);
			await owner.query('commit');
			const outcomes: Record<string, string | null> = {};
			const wanted: Record<string, string> = {};
			for (const [name, ask] of Object.entries(commands)) {
				await owner.query('begin');
				const asked = await ask(world);
				await owner.query('commit');
				wanted[name] = asked.refused ?? '42501';
				outcomes[name] = await afterWaiting(caller, holder, asked);
			}
			expect(outcomes).toEqual(wanted);
		} finally {
			await Promise.all([owner, holder, caller].map((client) => client.end()));
		}
	});
});
