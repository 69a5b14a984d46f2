import {
	at,
	createClinicDoctor,
	createRoom,
	createSpecialty,
	createVisitType,
	insertVisit,
	uniqueCode
} from '../../support/clinic.ts';
import { describe, expect, test, type TestDatabase } from '../../support/database.ts';
import { createWard } from '../../support/ward.ts';

describe('who sees the directory', () => {
	test('anybody signed in reads departments, specialties, rooms, doctors and visit types', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db);
		const visitTypeId = await createVisitType(db);
		const patient = await db.createPortalPerson();
		await db.as(patient, async () => {
			expect(await db.count('select from public.doctors where id = $1', [doctor.doctorId])).toBe(1);
			expect(
				await db.count('select from public.specialties where id = $1', [doctor.specialtyId])
			).toBe(1);
			expect(await db.count('select from public.visit_types where id = $1', [visitTypeId])).toBe(1);
			expect(await db.count('select from public.departments')).toBeGreaterThan(0);
		});
	});

	test('a stranger reads nothing of it', async ({ db }) => {
		for (const table of ['departments', 'specialties', 'rooms', 'doctors', 'visit_types']) {
			const error = await db.refusal('anon', () => db.rows(`select from public.${table}`));
			expect(error.code, table).toBe('42501');
		}
	});

	test('a doctor who left is hidden from patients, except from those who have been there', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db);
		const been = await db.createPortalPerson();
		const stranger = await db.createPortalPerson();
		await insertVisit(
			db,
			{
				patientId: been.patientId,
				doctorId: doctor.doctorId,
				visitTypeId: await createVisitType(db),
				startsAt: at(-30, '09:00')
			},
			'completed'
		);
		await db.rows('update public.doctors set active = false where id = $1', [doctor.doctorId]);
		const seen = () => db.count('select from public.doctors where id = $1', [doctor.doctorId]);
		expect(await db.as(stranger, seen)).toBe(0);
		expect(await db.as(been, seen)).toBe(1);
		expect(await db.as(await db.createStaff('receptionist'), seen)).toBe(1);
	});

	test('hours and absences are for the doctor and for those who schedule', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const other = await createClinicDoctor(db);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at, reason)
			values ($1, 'leave', now(), now() + interval '1 day', 'Operation on the knee')`,
			[doctor.doctorId]
		);
		for (const table of ['availability_rules', 'availability_exceptions']) {
			const seen = () =>
				db.count(`select from public.${table} where doctor_id = $1`, [doctor.doctorId]);
			expect(await db.as(doctor, seen), table).toBeGreaterThan(0);
			expect(await db.as(await db.createStaff('receptionist'), seen), table).toBeGreaterThan(0);
			expect(await db.as(other, seen), table).toBe(0);
			expect(await db.as(await db.createPortalPerson(), seen), table).toBe(0);
		}
	});
});

describe('who changes the directory', () => {
	test('an admin adds a department; a receptionist is refused and nothing is written', async ({
		db
	}) => {
		const code = uniqueCode();
		const add = () =>
			db.rows('insert into public.departments (code, name) values ($1, $2)', [code, 'Burns unit']);
		const error = await db.refusal(await db.createStaff('receptionist'), add);
		expect(error.code).toBe('42501');
		expect(await db.count('select from public.departments where code = $1', [code])).toBe(0);
		await db.as(await db.createStaff('admin'), add);
		expect(await db.count('select from public.departments where code = $1', [code])).toBe(1);
	});

	test('a doctor keeps own hours and absences, and nobody else’s', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const other = await createClinicDoctor(db);
		const leave = (doctorId: string) =>
			db.rows(
				`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
				values ($1, 'leave', now(), now() + interval '1 day')`,
				[doctorId]
			);
		await db.as(doctor, () => leave(doctor.doctorId));
		const error = await db.refusal(doctor, () => leave(other.doctorId));
		expect(error.code).toBe('42501');
		expect(
			await db.count('select from public.availability_exceptions where doctor_id = $1', [
				other.doctorId
			])
		).toBe(0);
		const remove = () =>
			db.count('delete from public.availability_rules where doctor_id = $1', [other.doctorId]);
		expect(await db.as(doctor, remove)).toBe(0);
		expect(await db.as(await db.createStaff('admin'), remove)).toBe(7);
	});

	test('every change is in the audit log, with who made it', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const specialtyId = await createSpecialty(db);
		await db.as(admin, () =>
			db.rows(`update public.specialties set name = 'Sleep medicine' where id = $1`, [specialtyId])
		);
		const event = await db.row(
			`select actor_id, before ->> 'name' as before, after ->> 'name' as after
			from audit.events where row_id = $1 and action = 'update'`,
			[specialtyId]
		);
		expect(event).toEqual({
			actor_id: admin.id,
			before: 'Test specialty',
			after: 'Sleep medicine'
		});
	});
});

describe('rules of the tables', () => {
	test('hours that overlap are refused; a break between them is not', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '12:00' });
		const add = (starts: string, ends: string) =>
			db.rows(
				`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone)
				values ($1, 1, $2, $3, 'UTC')`,
				[doctor.doctorId, starts, ends]
			);
		const error = await db.refusal('owner', () => add('11:30', '14:00'));
		expect([error.code, error.constraint]).toEqual(['23P01', 'availability_rules_doctor_twice']);
		await add('13:00', '24:00');
	});

	test('only clocks of the IANA database are taken', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		for (const timeZone of ['Mars/Olympus_Mons', '+03', 'EST5EDT', '']) {
			const error = await db.refusal('owner', () =>
				db.rows('update public.availability_rules set time_zone = $2 where doctor_id = $1', [
					doctor.doctorId,
					timeZone
				])
			);
			expect(error.constraint, timeZone).toBe('availability_rules_time_zone_known');
		}
	});

	test('a room’s code is unique in its department only', async ({ db }) => {
		await createRoom(db);
		const second = await createRoom(db);
		const error = await db.refusal('owner', () =>
			db.rows(
				`insert into public.rooms (department_id, code, name)
				select department_id, code, 'Again' from public.rooms where id = $1`,
				[second]
			)
		);
		expect(error.constraint).toBe('rooms_code_in_department');
	});
});

describe('going out of use', () => {
	const out = (db: TestDatabase, table: string, id: string) =>
		db.rows(`update public.${table} set active = false where id = $1`, [id]);

	test('is not for a department in which anything is used, a room or a specialty', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const refused = async (table: string, id: string) => {
			const { constraint, hint } = await db.refusal(admin, () => out(db, table, id));
			expect(await db.value(`select active from public.${table} where id = $1`, [id])).toBe(true);
			return [constraint, hint ?? null];
		};
		const roomId = await createRoom(db);
		const doctor = await createClinicDoctor(db, { roomId });
		const departmentOf = (table: string, id: string) =>
			db.value<string>(`select department_id from public.${table} where id = $1`, [id]);
		const clinic = await departmentOf('specialties', doctor.specialtyId);
		const rooms = await departmentOf('rooms', roomId);
		const ward = await createWard(db);
		const wards = await departmentOf('wards', ward.id);

		expect(await refused('departments', clinic)).toEqual([
			'departments_inactive_unused',
			'specialties'
		]);
		expect(await refused('departments', rooms)).toEqual(['departments_inactive_unused', 'rooms']);
		expect(await refused('departments', wards)).toEqual(['departments_inactive_unused', 'wards']);
		expect(await refused('specialties', doctor.specialtyId)).toEqual([
			'specialties_inactive_unstaffed',
			null
		]);
		expect(await refused('rooms', roomId)).toEqual(['rooms_inactive_unused', 'hours']);
		await db.rows('update public.availability_rules set room_id = null where doctor_id = $1', [
			doctor.doctorId
		]);
		const visit = await insertVisit(db, {
			patientId: await db.createPatient(),
			doctorId: doctor.doctorId,
			visitTypeId: await createVisitType(db),
			startsAt: at(3, '09:00')
		});
		await db.rows('update public.appointments set room_id = $2 where id = $1', [visit.id, roomId]);
		expect(await refused('rooms', roomId)).toEqual(['rooms_inactive_unused', 'visits']);

		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		for (const [table, id] of [
			['rooms', roomId],
			['departments', rooms],
			['wards', ward.id],
			['departments', wards]
		] as const) {
			await db.as(admin, () => out(db, table, id));
		}
	});

	test('takes nothing new: no ward, room or specialty, no doctor, no hours', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const departmentId = await db.createDepartment();
		await db.as(admin, () => out(db, 'departments', departmentId));
		const specialtyId = await createSpecialty(db);
		await db.as(admin, () => out(db, 'specialties', specialtyId));
		const roomId = await createRoom(db);
		await db.as(admin, () => out(db, 'rooms', roomId));
		const doctor = await createClinicDoctor(db);
		const code = uniqueCode();
		const begun: [string, unknown[], string][] = [
			[
				`insert into public.specialties (code, name, department_id) values ($2, 'New', $1)`,
				[departmentId, code],
				'departments_in_use'
			],
			[
				`insert into public.rooms (department_id, code, name) values ($1, 'R', 'Room')`,
				[departmentId],
				'departments_in_use'
			],
			[
				`insert into public.wards (department_id, code, name) values ($1, $2, 'Ward')`,
				[departmentId, code],
				'departments_in_use'
			],
			[
				'update public.doctors set specialty_id = $2 where id = $1',
				[doctor.doctorId, specialtyId],
				'doctors_specialty_in_use'
			]
		];
		for (const [sql, values, constraint] of begun) {
			const refused = await db.refusal(admin, () => db.rows(sql, values));
			expect([sql, refused.constraint]).toEqual([sql, constraint]);
		}
		const hours = await db.refusal(doctor, () =>
			db.rows('update public.availability_rules set room_id = $2 where doctor_id = $1', [
				doctor.doctorId,
				roomId
			])
		);
		expect([hours.code, hours.hint]).toEqual(['PT404', 'p_room_id']);
	});

	test('is a doctor’s, too, who becomes something else', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const doctor = await createClinicDoctor(db);
		const visit = await insertVisit(db, {
			patientId: await db.createPatient(),
			doctorId: doctor.doctorId,
			visitTypeId: await createVisitType(db),
			startsAt: at(3, '09:00')
		});
		const become = () =>
			db.rows(`update public.staff set position = 'nurse' where id = $1`, [doctor.staffId]);
		const refused = await db.refusal(admin, become);
		expect([refused.code, refused.hint]).toEqual(['LN018', 'visits']);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		await db.as(admin, become);
		expect(
			await db.value('select active from public.doctors where id = $1', [doctor.doctorId])
		).toBe(false);
	});
});
