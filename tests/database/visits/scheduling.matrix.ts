import {
	both,
	signedIn,
	admin,
	schedulers,
	carers,
	withoutVisit,
	carersAndPatient,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Side, Role } from '../../support/world.ts';

export const visitsSeen = {
	own: [...carersAndPatient, ...schedulers],
	other: schedulers
} satisfies Record<Side, readonly Role[]>;

export const visitsChanged = {
	own: {
		rows: [...schedulers, 'doctor', 'patient'],
		PT404: ['newcomer', 'former_nurse']
	},
	other: { rows: schedulers, PT404: withoutVisit }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

const visitsRead = {
	own: { rows: [...schedulers, ...carers, 'patient'] },
	other: { rows: schedulers }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** The first slot of the doctor of `own` on a Monday one to two weeks ahead. */
export const slot = `date_trunc('week', now() at time zone 'UTC' + interval '14 days') at time zone 'UTC' + interval '8 hours'`;

export const tables: Record<string, TableAccess> = {
	appointments: { may: { select: visitsSeen }, change: 'reason' },
	appointment_events: { may: { select: visitsSeen }, change: 'details' }
};

export const channels: Record<string, ChannelAccess> = {
	'doctor:<id>': {
		topic: (side, _role, world) => `doctor:${world[side].doctor.doctorId}`,
		join: { own: [...schedulers, 'doctor'], other: schedulers }
	}
};

export const commands: Record<string, CommandAccess> = {
	free_slots: {
		call: ({ doctor, visitTypeId }) =>
			`select from public.free_slots(array['${doctor.doctorId}'::uuid], now(), now() + interval '30 days', '${visitTypeId}')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	first_free_slots: {
		call: ({ doctor, visitTypeId }) =>
			`select from public.first_free_slots('${doctor.specialtyId}', '${visitTypeId}')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	book_appointment: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.book_appointment('${patient.patientId}', '${own.doctor.doctorId}', ${slot}, '${visitTypeId}')`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers }
	},
	overbook_appointment: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.overbook_appointment('${patient.patientId}', '${own.doctor.doctorId}', ${slot}, '${visitTypeId}',
				p_overbook_reason => 'Cannot wait')`,
		...both({ rows: admin })
	},
	reschedule_appointment: {
		call: ({ appointmentId }, { own }) =>
			`select from public.reschedule_appointment('${appointmentId}', ${slot}, '${own.doctor.doctorId}')`,
		...visitsChanged
	},
	cancel_appointment: {
		call: ({ appointmentId }) =>
			`select from public.cancel_appointment('${appointmentId}', 'No longer needed')`,
		...visitsChanged
	},
	set_appointment_status: {
		call: ({ appointmentId }) =>
			`select from public.set_appointment_status('${appointmentId}', 'checked_in')`,
		// Check-in opens two hours before the visit.
		given: ({ appointmentId }) =>
			`update public.appointments set starts_at = now() + interval '1 hour', ends_at = now() + interval '90 minutes'
			 where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: visitsChanged.other
	},
	// Whose last step it is not may undo no more than whoever may not step; the refusal is another.
	undo_visit_step: {
		call: ({ appointmentId }) => `select from public.undo_visit_step('${appointmentId}')`,
		own: { LN021: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: { LN021: schedulers, PT404: withoutVisit }
	},
	undo_visit_change: {
		call: ({ appointmentId }) => `select from public.undo_visit_change('${appointmentId}')`,
		own: { LN021: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: { LN021: schedulers, PT404: withoutVisit }
	},
	step_back_visit: {
		call: ({ appointmentId }) =>
			`select from public.step_back_visit('${appointmentId}', 'By mistake')`,
		given: ({ appointmentId }) =>
			`update public.appointments set starts_at = now() + interval '1 hour', ends_at = now() + interval '90 minutes'
			 where id = '${appointmentId}';
			 update public.appointments set status = 'checked_in' where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers, PT404: ['doctor'] }
	},
	move_targets: {
		call: ({ appointmentId }, { own }) =>
			`select from public.move_targets('${appointmentId}', array['${own.doctor.doctorId}'::uuid], now(), now() + interval '30 days')`,
		...visitsRead,
		otherwise: 'none'
	},
	visit_timeline: {
		call: ({ appointmentId }) => `select from public.visit_timeline('${appointmentId}')`,
		...visitsRead,
		otherwise: 'PT404'
	},
	unfinished_visits: {
		call: ({ appointmentId }) =>
			`select from public.unfinished_visits() where id = '${appointmentId}'`,
		given: ({ appointmentId }) =>
			`update public.appointments set starts_at = now() - interval '3 days', ends_at = now() - interval '71 hours'
			 where id = '${appointmentId}'`,
		...visitsRead,
		otherwise: 'none'
	}
};
