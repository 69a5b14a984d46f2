import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		wardId: string;
		wardRoomId: string;
		bedId: string;
		/** Out of use, and empty. */
		closedBedId: string;
		/** To be cleaned, and empty. */
		dirtyBedId: string;
		admissionId: string;
	}
}

export const part: WorldPart = {
	async half({ db, id }, { patient, doctor, departmentId, code }) {
		const wardId = await id(
			`insert into public.wards (department_id, code, name) values ($1, $2, 'Ward')`,
			[departmentId, code]
		);
		const wardRoomId = await id(
			`insert into public.ward_rooms (ward_id, name) values ($1, 'Room 1')`,
			[wardId]
		);
		const bed = (label: string) =>
			id(`insert into public.beds (ward_id, room_id, label) values ($1, $2, $3)`, [
				wardId,
				wardRoomId,
				label
			]);
		const bedId = await bed('B1');
		const closedBedId = await bed('B2');
		const dirtyBedId = await bed('B3');
		const admissionId = await id(
			`insert into public.admissions (patient_id, ward_id, attending_id) values ($1, $2, $3)`,
			[patient.patientId, wardId, doctor.doctorId]
		);
		const stayId = await id(
			`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id) values ($1, $2, $3, $4)`,
			[bedId, wardId, patient.patientId, admissionId]
		);
		const leaveId = await id(
			`insert into public.admission_leaves (admission_id, patient_id, ward_id, left_at, returned_at)
			 values ($1, $2, $3, now() - interval '2 hours', now() - interval '1 hour')`,
			[admissionId, patient.patientId, wardId]
		);
		const closureId = await id(
			`insert into public.bed_closures (bed_id, ward_id, reason) values ($1, $2, 'C')`,
			[closedBedId, wardId]
		);
		const taskId = await id(
			`insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)`,
			[dirtyBedId, wardId]
		);
		const staffWard = await db.createStaff('cashier');
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			staffWard.staffId,
			wardId
		]);
		return {
			wardId,
			wardRoomId,
			bedId,
			closedBedId,
			dirtyBedId,
			admissionId,
			keys: {
				wards: { id: wardId },
				ward_rooms: { id: wardRoomId },
				beds: { id: bedId },
				staff_wards: { staff_id: staffWard.staffId, ward_id: wardId },
				admissions: { id: admissionId },
				bed_stays: { id: stayId },
				admission_leaves: { id: leaveId },
				bed_closures: { id: closureId },
				housekeeping_tasks: { id: taskId }
			}
		};
	},
	async world(db, { people, own }) {
		// The doctor is on no ward: their patients reach them by being theirs.
		for (const role of ['nurse', 'ward_manager', 'housekeeper', 'former_nurse'] as const) {
			await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
				people[role].staffId,
				own.wardId
			]);
		}
	}
};
