import pg from 'pg';
import { at, createClinicDoctor, createVisitType, insertVisit } from '../support/clinic.ts';
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
	(sql: string, status: 'open' | 'done' = 'open') =>
	async (world: World): Promise<Asked> => {
		const who = await staffOf('nurse')(world);
		const id = await world.db.value<string>(
			`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at, status, done_at)
			values ($1, $2, $3, 'Turn', now(), $4, case when $4 = 'done' then now() end) returning id`,
			[world.admissionId, world.patientId, world.ward.id, status]
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

const plan = `'{"sections": [{"key": "plan", "text": "Walk."}]}'`;

/** A note of a doctor of the ward, with something written in it, and signed where that is said. */
const clinicalNote =
	(sql: string, signed = false) =>
	async (world: World): Promise<Asked> => {
		const { db, patientId, admissionId } = world;
		const who = await staffOf('doctor')(world);
		const id = await db.as(who, async () => {
			const begun = await db.value<string>(
				`select public.begin_note($1, 'progress', null, null, $2)`,
				[patientId, admissionId]
			);
			await db.rows(`select public.save_note_draft($1, 1, ${plan})`, [begun]);
			if (signed) await db.rows('select public.sign_note($1, 2)', [begun]);
			return begun;
		});
		return {
			who,
			sql,
			values: [id],
			hold: sql.includes('save_note_draft')
				? ['select from public.note_drafts where note_id = $1 for update', [id]]
				: [
						`select from public.encounters where id = (select encounter_id from public.notes where id = $1) for update`,
						[id]
					]
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
		on conflict (bed_id) where status in ('waiting', 'in_progress') do update set status = 'waiting'
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

/** One's own last step, of a row that somebody holds. */
const undo =
	(ask: (world: World) => Promise<Asked>, sql: string) =>
	async (world: World): Promise<Asked> => {
		const asked = await ask(world);
		await world.db.as(asked.who, () => world.db.rows(asked.sql, asked.values));
		return { ...asked, sql };
	};

/** A visit the desk has checked in. */
const stepped =
	(command: string) =>
	async ({ db }: World): Promise<Asked> => {
		const [who, doctor] = [await db.createStaff('receptionist'), await createClinicDoctor(db)];
		const { id } = await insertVisit(db, {
			patientId: await db.createPatient(),
			doctorId: doctor.doctorId,
			visitTypeId: await createVisitType(db),
			startsAt: new Date().toISOString()
		});
		await db.as(who, () => db.rows(`select public.set_appointment_status($1, 'checked_in')`, [id]));
		return {
			who,
			sql: `select public.${command}`,
			values: [id],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]],
			refused: 'PT404'
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

/** What is changed of a ward of its own: its room is what it waits for. */
const setUp =
	(sql: string, values: (ward: Ward) => [roomId: string, ...unknown[]]) =>
	async ({ db }: World): Promise<Asked> => {
		const ward = await createWard(db, 2);
		return {
			who: await createWardStaff(db, 'ward_manager', ward),
			sql,
			values: values(ward),
			hold: locked('public.ward_rooms', ward.roomId)
		};
	};

interface BedWish {
	requestId: string;
	patientId: string;
	wardId: string;
	bedId: string;
}

/** What is done for a patient who needs a bed; it waits for the wish. */
const bedWish =
	(sql: string, values: (wish: BedWish) => unknown[], by: 'request' | 'patient' = 'request') =>
	async (world: World): Promise<Asked> => {
		const who = await staffOf('bed_manager')(world);
		const patientId = await world.db.createPatient();
		const wardId = world.ward.id;
		const requestId =
			by === 'request'
				? await world.db.value<string>(
						`insert into public.bed_requests (patient_id, ward_id, priority, needed_by)
						values ($1, $2, 'routine', now()) returning id`,
						[patientId, wardId]
					)
				: patientId;
		return {
			who,
			sql,
			values: values({ requestId, patientId, wardId, bedId: world.ward.beds[3] ?? '' }),
			hold: ['select private.lock_bed_wish($1)', [patientId]]
		};
	};

/** Somebody on the waiting list of a doctor. */
async function wish({ db }: World, patientId?: string) {
	const desk = await db.createStaff('receptionist');
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const patient = patientId ?? (await db.createPatient());
	const { id: entryId } = await db.as(desk, () =>
		db.row<{ id: string }>('select * from public.join_waitlist($1, $2, $3)', [
			patient,
			visitTypeId,
			doctor.doctorId
		])
	);
	return { desk, doctor, visitTypeId, entryId };
}

const answerOffer =
	(sql: string) =>
	async (world: World, patientId?: string): Promise<Asked> => {
		const { desk, doctor, entryId } = await wish(world, patientId);
		const { id } = await world.db.as(desk, () =>
			world.db.row<{ id: string }>('select * from public.offer_time($1, $2, $3)', [
				entryId,
				doctor.doctorId,
				at(6, '09:00')
			])
		);
		return {
			who: desk,
			sql,
			values: [id],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]],
			refused: 'PT404'
		};
	};

const ownOffer =
	(sql: string) =>
	async (world: World): Promise<Asked> => {
		const person = await world.db.createPortalPerson();
		return {
			...(await answerOffer(sql)(world, person.patientId)),
			who: person,
			lose: [['delete from public.portal_links where user_id = $1', [person.id]]],
			refused: 'PT404'
		};
	};

/** What an admin says of a doctor's hours. */
const ofTheDoctor =
	(sql: string) =>
	async ({ db }: World): Promise<Asked> => {
		const { doctorId } = await createClinicDoctor(db);
		return {
			who: await db.createStaff('admin'),
			sql,
			values: [doctorId],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctorId]]
		};
	};

async function linkRequest({ db }: World): Promise<[string]> {
	const person = await db.createPortalPerson();
	return [
		await db.value<string>(
			`insert into public.link_requests (user_id, registered_patient_id, existing_patient_id)
			values ($1, $2, $3) returning id`,
			[person.id, person.patientId, await db.createPatient()]
		)
	];
}

/** A change of who may do what: they are made one at a time. */
const accessChange =
	(
		sql: string,
		hold: [string, unknown[]] = [
			`select pg_advisory_xact_lock(hashtext('lantern.access_change'))`,
			[]
		]
	) =>
	async ({ db }: World): Promise<Asked> => ({
		who: await db.createStaff('admin'),
		sql,
		values: ['d9b7c0de-0000-4000-8000-000000000001'],
		hold
	});

/** Answers before a visit, by somebody who looks after the record and is taken it from. */
const answering =
	(command: string, table: string) =>
	async ({ db }: World): Promise<Asked> => {
		const who = await db.createPortalPerson();
		const visitTypeId = await createVisitType(db);
		const { doctorId } = await db.createDoctor();
		const { id } = await insertVisit(db, {
			patientId: who.patientId,
			doctorId,
			visitTypeId,
			startsAt: at(5, '09:00')
		});
		const setId = await db.value<string>(
			`insert into public.question_sets (name, name_es, visit_type_id, questions)
			values ($1::text, 'Antes', $1::text::uuid, '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]') returning id`,
			[visitTypeId]
		);
		const { id: askedId } = await db.row<{ id: string }>(
			`insert into public.questionnaires (appointment_id, patient_id, set_id, set_version, name, name_es, questions)
			select $1, $2, id, version, name, name_es, questions from public.question_sets where id = $3 returning id`,
			[id, who.patientId, setId]
		);
		return {
			who: { ...who, staffId: null },
			sql: `select public.${command}($1, $2, 0, '{"why": "Cough"}')`,
			values: [id, setId],
			hold: locked(table, table === 'public.appointments' ? id : askedId),
			lose: [['delete from public.portal_links where user_id = $1', [who.id]]],
			refused: 'PT404'
		};
	};

const commands: Record<string, (world: World) => Promise<Asked>> = {
	save_answers: answering('save_answers', 'public.questionnaires'),
	send_answers: answering('send_answers', 'public.appointments'),
	save_question_set: async ({ db }) => {
		const visitTypeId = await createVisitType(db);
		const setId = await db.value<string>(
			`insert into public.question_sets (name, name_es, visit_type_id, questions)
			values ($1::text, 'Antes', $1::text::uuid, '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]') returning id`,
			[visitTypeId]
		);
		return {
			who: await db.createStaff('admin'),
			sql: `select public.save_question_set('Before', 'Antes', '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]', null, $1, true, $2, 1)`,
			values: [visitTypeId, setId],
			hold: locked('public.question_sets', setId)
		};
	},
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
	report_allergies: atTheDesk(
		'receptionist',
		`select public.report_allergies($1, 'none')`,
		'public.patients',
		async ({ db }) => [await db.createPatient()]
	),
	check_allergy_report: async (world) => {
		const id = await world.db.value<string>(
			`insert into public.allergy_reports (patient_id, answer) values ($1, 'none') returning id`,
			[world.patientId]
		);
		return {
			who: await staffOf('nurse')(world),
			sql: 'select public.check_allergy_report($1)',
			values: [id],
			hold: locked('public.patients', world.patientId)
		};
	},
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
	save_note_draft: clinicalNote(`select public.save_note_draft($1, 2, ${plan})`),
	'save_note_draft, off the ward': whoLeftTheWard(
		clinicalNote(`select public.save_note_draft($1, 2, ${plan})`)
	),
	sign_note: clinicalNote('select public.sign_note($1, 2)'),
	'sign_note, off the ward': whoLeftTheWard(clinicalNote('select public.sign_note($1, 2)')),
	amend_note: clinicalNote('select public.amend_note($1)', true),
	add_to_note: clinicalNote(`select public.add_to_note($1, 'More.')`, true),
	set_note_aside: clinicalNote(`select public.set_note_aside($1, 'By mistake')`),
	release_note: clinicalNote('select public.release_note($1)', true),
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
	undo_cleaning_step: undo(clean, 'select public.undo_cleaning_step($1)'),
	'undo_cleaning_step, off the ward': whoLeftTheWard(
		undo(clean, 'select public.undo_cleaning_step($1)')
	),
	undo_closure_step: async (world) => {
		const asked = await bed('ward_manager', 'select public.close_bed($1)', 1)(world);
		const { id } = await world.db.as(asked.who, () =>
			world.db.row<{ id: string }>('select * from public.close_bed($1)', asked.values)
		);
		return { ...asked, sql: 'select public.undo_closure_step($1)', values: [id] };
	},
	undo_task_step: undo(task('select public.complete_task($1)'), 'select public.undo_task_step($1)'),
	undo_token_step: undo(
		managedToken('select public.recall_token($1)'),
		'select public.undo_token_step($1)'
	),
	step_back_token: managedToken(`select public.step_back_token($1, 'By mistake')`),
	undo_visit_step: stepped('undo_visit_step($1)'),
	undo_visit_change: stepped('undo_visit_change($1)'),
	step_back_visit: stepped(`step_back_visit($1, 'By mistake')`),
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
		hold: locked('public.patients', world.patientId)
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
		linkRequest
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
	),
	'assign_nurse, a nurse who left the ward': async (world) => {
		const asked = await assign(world);
		return {
			...asked,
			hold: null,
			lose: [['delete from public.staff_wards where staff_id = $1', [asked.values[1]]]],
			refused: 'PT404'
		};
	},
	'create_task, for a nurse who left the ward': async (world) => {
		const nurse = await createWardStaff(world.db, 'nurse', world.ward);
		const asked = await createTask(world);
		return {
			...asked,
			sql: `select public.create_task($1, 'Wash', now() + interval '1 hour', p_assigned_to => $2)`,
			values: [world.admissionId, nurse.staffId],
			hold: null,
			lose: [offTheWard(nurse)],
			refused: 'PT404'
		};
	},
	assign_nurses: async (world) => {
		const asked = await assign(world);
		return { ...asked, sql: 'select public.assign_nurses(array[$1::uuid], $2)' };
	},
	reopen_task: task('select public.reopen_task($1)', 'done'),
	end_leave: ofTheStay('nurse', 'select public.end_leave($1)'),
	sign_discharge_summary: ofTheStay('doctor', 'select public.sign_discharge_summary($1, 1)'),
	add_to_discharge_summary: ofTheStay(
		'doctor',
		`select public.add_to_discharge_summary($1, 'Seen again.')`
	),
	swap_beds: ofTheStay(
		'ward_manager',
		'select * from public.swap_beds($1, $2)',
		async ({ db, ward }) => {
			const nurse = await createWardStaff(db, 'nurse', ward);
			const patientId = await db.createPatient();
			return [(await db.as(nurse, () => admit(db, patientId, ward.id))).id];
		}
	),
	undo_move: ofTheStay('ward_manager', 'select * from public.undo_move($1)'),
	open_handover: async (world) => {
		const ward = await createWard(world.db, 1);
		const who = await createWardStaff(world.db, 'nurse', ward);
		return {
			who,
			sql: 'select public.open_handover($1)',
			values: [ward.id],
			// Another who opens the sheet of this shift is waited for.
			hold: [
				`insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at)
				select $1, day, shift, starts_at, ends_at from private.shift_at()`,
				[ward.id]
			]
		};
	},
	remove_bed: bed('ward_manager', 'select public.remove_bed($1)', 1),
	remove_room: setUp('select public.remove_room($1)', ({ roomId }) => [roomId]),
	order_beds: async (world) => {
		const { roomId, beds } = world.ward;
		const asked = await bed('ward_manager', 'select * from public.order_beds($1, $2)')(world);
		return { ...asked, values: [roomId, beds] };
	},
	add_beds: setUp(`select * from public.add_beds($1, '{A}')`, ({ roomId }) => [roomId]),
	order_rooms: setUp('select * from public.order_rooms($2, array[$1::uuid])', ({ id, roomId }) => [
		roomId,
		id
	]),
	save_floor_plan: setUp(
		`select * from public.save_floor_plan($2, '[]', '[]') where $1::uuid is not null`,
		({ id, roomId }) => [roomId, id]
	),
	pair_display: async (world) => {
		const { code } = await world.db.as('anon', () =>
			world.db.value<{ code: string }>('select public.begin_pairing()')
		);
		return {
			who: await staffOf('ward_manager')(world),
			sql: `select public.pair_display($2, $1, 'Corridor')`,
			values: [code, world.ward.id],
			hold: ['select from private.display_pairings where code = $1 for update', [code]]
		};
	},
	revoke_display: async ({ db, ward }) => {
		const id = await db.value<string>(
			`insert into public.displays (ward_id, name) values ($1, 'Corridor') returning id`,
			[ward.id]
		);
		return {
			who: await createWardStaff(db, 'ward_manager', ward),
			sql: 'select public.revoke_display($1)',
			values: [id],
			hold: locked('public.displays', id)
		};
	},
	revoke_queue_display: atTheDesk(
		'receptionist',
		'select public.revoke_queue_display($1)',
		'public.queue_displays',
		async (world, who) => {
			const departmentId = await world.db.createDepartment();
			const { id } = await world.db.as(who, () =>
				world.db.row<{ id: string }>(`select * from public.create_queue_display($1, 'Hall')`, [
					departmentId
				])
			);
			return [id];
		}
	),
	request_bed: bedWish(
		'select public.request_bed($2, p_ward_id => $3) where $1::uuid is not null',
		({ requestId, patientId, wardId }) => [requestId, patientId, wardId],
		'patient'
	),
	withdraw_bed_request: bedWish('select public.withdraw_bed_request($1)', ({ requestId }) => [
		requestId
	]),
	reserve_bed: bedWish('select public.reserve_bed($1, $2)', ({ requestId, bedId }) => [
		requestId,
		bedId
	]),
	place_patient: bedWish('select public.place_patient($1, $2)', ({ requestId, bedId }) => [
		requestId,
		bedId
	]),
	release_reservation: async (world) => {
		const asked = await bedWish('select public.release_reservation($1)', ({ requestId }) => [
			requestId
		])(world);
		const id = await world.db.value<string>(
			`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
			select id, patient_id, $2, ward_id, now() + interval '1 hour' from public.bed_requests where id = $1
			returning id`,
			[asked.values[0], world.ward.beds[3]]
		);
		return { ...asked, values: [id] };
	},
	add_allergy: async (world) => ({
		who: await staffOf('nurse')(world),
		sql: `select public.add_allergy($1, 'Latex', null, 'mild')`,
		values: [world.patientId],
		hold: locked('public.patients', world.patientId)
	}),
	resolve_allergy: async (world) => {
		const id = await world.db.value<string>(
			`insert into public.allergies (patient_id, substance, severity) values ($1, 'Wool', 'mild') returning id`,
			[world.patientId]
		);
		return {
			who: await staffOf('nurse')(world),
			sql: 'select public.resolve_allergy($1)',
			values: [id],
			hold: locked('public.allergies', id)
		};
	},
	accept_offer: answerOffer('select public.accept_offer($1)'),
	'accept_offer, whose own record it was': ownOffer('select public.accept_offer($1)'),
	decline_offer: answerOffer('select public.decline_offer($1)'),
	'decline_offer, whose own record it was': ownOffer('select public.decline_offer($1)'),
	withdraw_from_waitlist: async (world) => {
		const { desk, entryId } = await wish(world);
		return {
			who: desk,
			sql: 'select public.withdraw_from_waitlist($1)',
			values: [entryId],
			hold: locked('public.waitlist_entries', entryId),
			refused: 'PT404'
		};
	},
	'withdraw_from_waitlist, with an offer': async (world) => {
		const asked = await answerOffer('select public.withdraw_from_waitlist($1)')(world);
		const entryId = await world.db.value<string>(
			'select entry_id from public.waitlist_offers where id = $1',
			[asked.values[0]]
		);
		return { ...asked, values: [entryId] };
	},
	offer_time: async (world) => {
		const { desk, doctor, entryId } = await wish(world);
		return {
			who: desk,
			sql: 'select public.offer_time($1, $2, $3)',
			values: [entryId, doctor.doctorId, at(6, '10:00')],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]]
		};
	},
	join_waitlist: async (world) => {
		const { desk, doctor, visitTypeId } = await wish(world);
		const patientId = await world.db.createPatient();
		return {
			who: desk,
			sql: 'select public.join_waitlist($1, $2, $3)',
			values: [patientId, visitTypeId, doctor.doctorId],
			hold: locked('public.patients', patientId)
		};
	},
	'join_waitlist, whose own record it was': async (world) => {
		const { doctor, visitTypeId } = await wish(world);
		const person = await world.db.createPortalPerson();
		return {
			who: person,
			sql: 'select public.join_waitlist($1, $2, $3)',
			values: [person.patientId, visitTypeId, doctor.doctorId],
			hold: locked('public.patients', person.patientId),
			lose: [['delete from public.portal_links where user_id = $1', [person.id]]]
		};
	},
	overbook_appointment: async (world) => {
		const { doctor, visitTypeId } = await series(world);
		return {
			who: await world.db.createStaff('admin'),
			sql: `select public.overbook_appointment($1, $2, $3, $4, null, null, 'Pain')`,
			values: [world.patientId, doctor.doctorId, at(6, '09:00'), visitTypeId],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]]
		};
	},
	rebook_visits: async (world) => {
		const { desk, doctor, id } = await series(world);
		const moves = await world.db.value<unknown>(
			`select jsonb_agg(jsonb_build_object('appointment_id', id, 'updated_at', updated_at, 'cancel', true))
			from public.appointments where series_id = $1`,
			[id]
		);
		return {
			who: desk,
			sql: 'select * from public.rebook_visits($1)',
			values: [JSON.stringify(moves)],
			hold: ['select private.lock_schedules(array[$1::uuid], null, null)', [doctor.doctorId]],
			refused: 'PT404'
		};
	},
	add_absence: ofTheDoctor(
		`select public.add_absence($1, 'leave', now() + interval '1 day', now() + interval '2 days')`
	),
	replace_weekly_hours: ofTheDoctor(
		`select * from public.replace_weekly_hours($1, '[]', current_date + 1)`
	),
	update_patient: atTheDesk(
		'receptionist',
		`select public.update_patient($1, '{"city": "Vigo"}', (select updated_at from public.patients where id = $1))`,
		'public.patients',
		async ({ db }) => [await db.createPatient()]
	),
	update_preferences: async ({ db }) => {
		const person = await db.createPortalPerson();
		await db.rows('insert into public.notification_preferences (patient_id) values ($1)', [
			person.patientId
		]);
		return {
			who: person,
			sql: `select public.update_preferences($1, true, true, null, null, null)`,
			values: [person.patientId],
			hold: [
				'select from public.notification_preferences where patient_id = $1 for update',
				[person.patientId]
			],
			lose: [['delete from public.portal_links where user_id = $1', [person.id]]],
			refused: 'PT404'
		};
	},
	restore_patient: atTheDesk(
		'receptionist',
		'select public.restore_patient($1, (select updated_at from public.patients where id = $1))',
		'public.patients',
		async ({ db }) => {
			const id = await db.createPatient();
			await db.rows(
				`update public.patients set archived_at = now(), archived_reason = 'Twice' where id = $1`,
				[id]
			);
			return [id];
		}
	),
	withdraw_death: atTheDesk(
		'receptionist',
		'select public.withdraw_death($1, (select updated_at from public.patients where id = $1))',
		'public.patients',
		async ({ db }, who) => {
			const id = await db.createPatient();
			await db.as(who, () =>
				db.rows(
					`select public.record_death($1, now(), (select updated_at from public.patients where id = $1))`,
					[id]
				)
			);
			return [id];
		}
	),
	issue_link_code: atTheDesk(
		'receptionist',
		`select public.issue_link_code($1, 'carer')`,
		'public.patients',
		async ({ db }) => [await db.createPatient()]
	),
	link_account: atTheDesk(
		'receptionist',
		`select public.link_account($1, $2, 'carer', 'Passport')`,
		'public.patients',
		async ({ db }) => [await db.createPatient(), (await db.createUser()).email]
	),
	confirm_link_request: atTheDesk(
		'receptionist',
		`select public.confirm_link_request($1, 'Passport')`,
		'public.link_requests',
		linkRequest
	),
	create_role: accessChange(`select public.create_role('Porter ' || $1)`),
	preview_access_change: accessChange(
		`select public.preview_access_change(jsonb_build_object('do', 'change_role', 'role_id', 'nurse', 'description', $1::text))`
	),
	make_access_change: accessChange(
		`select public.make_access_change(jsonb_build_object('do', 'change_role', 'role_id', 'nurse', 'description', $1::text), 'seen')`
	),
	'make_access_change, of a role somebody writes': accessChange(
		`select public.make_access_change(jsonb_build_object('do', 'change_role', 'role_id', 'nurse', 'description', $1::text), 'seen')`,
		[`select from public.roles where id = 'nurse' for update`, []]
	),
	undo_role_change: accessChange('select public.undo_role_change($1::uuid)'),
	grant_role: async ({ db }) => ({
		who: await db.createStaff('admin'),
		sql: `select public.grant_role($1, 'nurse')`,
		values: [(await db.createUser()).id],
		hold: null
	}),
	'grant_role, to oneself': async ({ db }) => {
		const who = await db.createStaff('admin');
		return { who, sql: `select public.grant_role($1, 'admin')`, values: [who.id], hold: null };
	},
	revoke_role: async ({ db }) => {
		const other = await db.createStaff('nurse');
		return {
			who: await db.createStaff('admin'),
			sql: `select public.revoke_role($1, 'nurse')`,
			values: [other.id],
			hold: ['select from public.user_roles where user_id = $1 for update', [other.id]]
		};
	},
	invite_staff: atTheDesk(
		'admin',
		`select public.invite_staff($2, 'en', '{"full_name": "New", "position": "nurse"}') where $1::uuid is not null`,
		'public.staff',
		async ({ db }) => {
			const { staffId, email } = await db.createStaff('nurse');
			return [staffId, email];
		}
	),
	retry_delivery: atTheDesk(
		'receptionist',
		'select public.retry_delivery($1)',
		'public.deliveries',
		async ({ db }) => [
			await db.value<string>(
				`insert into public.deliveries (key, channel, kind, patient_id, params, locale, due_at, next_attempt_at, status)
				values ('t' || $2::integer, 'email', 'appointment_confirmed', $1, '{}', 'en', now(), now(), 'failed') returning id`,
				[await db.createPatient(), db.serial()]
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
