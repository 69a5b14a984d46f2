import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		visitTypeId: string;
	}
}

export const part: WorldPart = {
	async half({ db, id }, { doctor, departmentId, code }) {
		const roomId = await id(
			`insert into public.rooms (department_id, code, name) values ($1, 'R1', 'Room 1')`,
			[departmentId]
		);
		const visitTypeId = await id(
			`insert into public.visit_types (code, name, duration_minutes) values ($1, 'Visit', 30)`,
			[code]
		);
		await db.rows(
			'insert into public.doctor_visit_types (doctor_id, visit_type_id) values ($1, $2)',
			[doctor.doctorId, visitTypeId]
		);
		// Not the doctor: patients are not offered those who have yet to accept.
		const invitedId = await id(
			`insert into public.staff (full_name, position) values ('Invited ' || $1, 'nurse')`,
			[code]
		);
		const invitationId = await id(
			`insert into public.staff_invitations (staff_id, email, locale) values ($1, $2, 'en')`,
			[invitedId, `invited-${code.toLowerCase()}@tests.example`]
		);
		await db.rows(
			`insert into public.staff_photos (staff_id, name) values ($1::uuid, $1::uuid || '/' || gen_random_uuid() || '.jpg')`,
			[doctor.staffId]
		);
		return {
			visitTypeId,
			keys: {
				staff: { id: doctor.staffId },
				staff_photos: { staff_id: doctor.staffId },
				staff_invitations: { id: invitationId },
				departments: { id: departmentId },
				specialties: { id: doctor.specialtyId },
				rooms: { id: roomId },
				doctors: { id: doctor.doctorId },
				visit_types: { id: visitTypeId },
				doctor_visit_types: { doctor_id: doctor.doctorId, visit_type_id: visitTypeId }
			}
		};
	},
	async world(db, { other }) {
		// Patients do not see doctors who have left, unless they were theirs.
		// The half keeps its visits and its stay all the same, as nobody who leaves does.
		await db.rows(`select set_config('lantern.leaving', $1::text, true)`, [other.doctor.doctorId]);
		await db.rows('update public.doctors set active = false where id = $1', [
			other.doctor.doctorId
		]);
		await db.rows(`select set_config('lantern.leaving', '', true)`);
	}
};
