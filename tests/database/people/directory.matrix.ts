import { randomUUID } from 'node:crypto';
import {
	both,
	signedIn,
	admin,
	schedulers,
	carers,
	staff,
	type BucketAccess,
	type TableAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';

/** What hangs on the directory is read by everybody who is signed in and kept by admins. */
const catalogue = {
	select: both(signedIn),
	insert: both(admin),
	update: both(admin)
};

export const doctorsOwn = {
	select: { own: [...schedulers, 'doctor'], other: schedulers },
	insert: { own: ['admin', 'doctor'], other: admin },
	update: { own: ['admin', 'doctor'], other: admin },
	delete: { own: ['admin', 'doctor'], other: admin }
} satisfies TableAccess['may'];

/** Nobody waits for the doctor of a half: neither a visit nor an admission. */
const withoutOpenWork = ({ doctor }: Half) =>
	`update public.appointments set status = 'cancelled' where doctor_id = '${doctor.doctorId}';
	update public.admissions set attending_id = null where attending_id = '${doctor.doctorId}'`;

export const buckets: Record<string, BucketAccess> = {
	'staff-photos': {
		file: ({ doctor }) => ({ name: `'${doctor.staffId}/${randomUUID()}.jpg'` }),
		may: { select: both(staff), insert: both(admin), delete: both(admin) }
	}
};

export const tables: Record<string, TableAccess> = {
	staff_photos: { may: { select: both(staff) }, change: 'name' },
	departments: {
		may: catalogue,
		change: 'name',
		insert: () => ({ code: 'MATRIX', name: 'Matrix' })
	},
	specialties: {
		may: catalogue,
		change: 'name',
		insert: ({ departmentId }) => ({ code: 'MATRIX', name: 'Matrix', department_id: departmentId })
	},
	rooms: {
		may: catalogue,
		change: 'name',
		insert: ({ departmentId }) => ({ department_id: departmentId, code: 'MATRIX', name: 'Matrix' })
	},
	// The doctor of `other` has left: patients see only those they have been to.
	doctors: {
		may: { select: { own: signedIn, other: staff }, update: both(admin) },
		change: 'name'
	},
	visit_types: {
		may: catalogue,
		change: 'name',
		insert: () => ({ code: 'MATRIX', name: 'Matrix', duration_minutes: 20 })
	},
	doctor_visit_types: {
		may: { ...doctorsOwn, select: both(signedIn) },
		change: 'offered',
		insert: ({ doctor, visitTypeId }, { own, other }) => ({
			doctor_id: doctor.doctorId,
			visit_type_id: visitTypeId === own.visitTypeId ? other.visitTypeId : own.visitTypeId
		})
	},
	staff_invitations: { may: { select: both(admin) }, change: 'email' }
};

export const commands: Record<string, CommandAccess> = {
	visited_doctors: {
		call: ({ patient }) =>
			`select from public.visited_doctors(array['${patient.patientId}']::uuid[])`,
		own: { rows: [...carers, ...schedulers, 'patient'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	search_staff: {
		call: ({ doctor }) =>
			`select from public.search_staff('${doctor.email}') where id = '${doctor.staffId}'`,
		...both({ rows: admin })
	},
	set_staff_photo: {
		call: ({ keys }) => `select from public.set_staff_photo('${String(keys.staff?.id)}')`,
		...both({ rows: admin })
	},
	staff_account: {
		call: ({ keys }) => `select from public.staff_account('${String(keys.staff?.id)}')`,
		...both({ rows: admin })
	},
	save_staff: {
		call: ({ keys }) =>
			`select from public.save_staff('${String(keys.staff?.id)}',
				(select jsonb_build_object('full_name', 'New name', 'position', 'doctor',
					'doctor', jsonb_build_object('name', name, 'specialty_id', specialty_id))
				 from public.doctors where id = '${String(keys.staff?.id)}'),
				(select updated_at from public.staff where id = '${String(keys.staff?.id)}'))`,
		...both({ rows: admin })
	},
	check_invitation: {
		call: ({ patient }) =>
			`select from public.check_invitation('${patient.email}', '{"full_name": "New", "position": "nurse"}')`,
		...both({ rows: admin })
	},
	invite_staff: {
		call: ({ patient }) =>
			`select from public.invite_staff('${patient.email}', 'en', '{"full_name": "New", "position": "nurse"}')`,
		...both({ rows: admin })
	},
	note_invitation_sent: {
		call: ({ keys }) =>
			`select from public.note_invitation_sent('${String(keys.staff_invitations?.id)}')`,
		...both({ rows: admin })
	},
	withdraw_invitation: {
		call: ({ keys }) =>
			`select from public.withdraw_invitation('${String(keys.staff_invitations?.id)}')`,
		given: withoutOpenWork,
		...both({ rows: admin })
	},
	open_work_of: {
		call: ({ doctor }) => `select from public.open_work_of('${doctor.staffId}')`,
		...both({ rows: admin })
	},
	deactivate_staff: {
		call: ({ doctor }) =>
			`select from public.deactivate_staff('${doctor.staffId}', '{"visits": "reception", "care_team": {}}')`,
		given: withoutOpenWork,
		...both({ rows: admin })
	},
	reactivate_staff: {
		call: ({ doctor }) => `select from public.reactivate_staff('${doctor.staffId}')`,
		...both({ rows: admin })
	},
	doctor_listing: {
		call: ({ doctor }) => `select from public.doctor_listing('${doctor.specialtyId}')`,
		own: { rows: signedIn },
		// The doctor of `other` has left.
		other: {},
		otherwise: 'none'
	}
};
