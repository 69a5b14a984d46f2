import { randomUUID } from 'node:crypto';
import { admin, schedulers, type TableAccess, type CommandAccess } from '../../support/matrix.ts';
import type { Side } from '../../support/world.ts';
import { doctorsOwn } from '../people/directory.matrix.ts';
import { visitsChanged } from './scheduling.matrix.ts';

const hoursKept = {
	own: { rows: ['admin', 'doctor'] },
	other: { rows: admin }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Leave over the visit of each half. */
const absence: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

export const tables: Record<string, TableAccess> = {
	availability_rules: {
		may: doctorsOwn,
		change: 'weekday',
		insert: ({ doctor }) => ({
			doctor_id: doctor.doctorId,
			weekday: 2,
			starts_time: '08:00',
			ends_time: '12:00',
			time_zone: 'UTC'
		})
	},
	availability_exceptions: {
		may: doctorsOwn,
		change: 'reason',
		insert: ({ doctor }) => ({
			doctor_id: doctor.doctorId,
			kind: 'leave',
			starts_at: '2031-01-06T08:00Z',
			ends_at: '2031-01-07T08:00Z'
		})
	}
};

export const commands: Record<string, CommandAccess> = {
	visits_to_rebook: {
		call: ({ appointmentId }) =>
			`select from public.visits_to_rebook() where id = '${appointmentId}'`,
		given: ({ doctor }) =>
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			 values ('${doctor.doctorId}', 'leave', now() + interval '1 day', now() + interval '3 days')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	hours_version: {
		call: ({ doctor }) =>
			`select from public.hours_version('${doctor.doctorId}') as version where version <> md5('')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	replace_weekly_hours: {
		call: ({ doctor }) =>
			`select from public.replace_weekly_hours('${doctor.doctorId}',
				'[{"weekday": 2, "starts_time": "08:00", "ends_time": "12:00"}]', current_date + 2)`,
		...hoursKept
	},
	add_absence: {
		call: ({ doctor }) =>
			`select from public.add_absence('${doctor.doctorId}', 'leave', now(), now() + interval '1 day')`,
		...hoursKept
	},
	leave_impact: {
		call: ({ doctor, appointmentId }) =>
			`select from public.leave_impact('${doctor.doctorId}', now() + interval '1 day', now() + interval '3 days')
			 where appointment_id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers }
	},
	'leave_impact, of an absence that is entered': {
		call: ({ appointmentId }, _world, side) =>
			`select from public.leave_impact(p_absence_id => '${absence[side]}')
			 where appointment_id = '${appointmentId}'`,
		given: ({ doctor }, _world, side) =>
			`insert into public.availability_exceptions (id, doctor_id, kind, starts_at, ends_at)
			 values ('${absence[side]}', '${doctor.doctorId}', 'leave', now() + interval '1 day', now() + interval '3 days')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'PT404'
	},
	rebook_visits: {
		call: ({ appointmentId }) =>
			`select from public.rebook_visits(jsonb_build_array(jsonb_build_object('appointment_id', '${appointmentId}',
				'updated_at', current_setting('matrix.version'), 'cancel', true)))`,
		// Read by the owner: who may not see the visit must fail for that, not for a version they lack.
		given: ({ appointmentId }) =>
			`select set_config('matrix.version', updated_at::text, true)
			 from public.appointments where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: visitsChanged.other
	}
};
