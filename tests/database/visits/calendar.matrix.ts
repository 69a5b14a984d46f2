import { both, schedulers, type CommandAccess } from '../../support/matrix.ts';

/** The day on which the visits of the world are. */
const visitDay = `((now() + interval '2 days') at time zone (select time_zone from public.hospital_settings))::date`;

export const commands: Record<string, CommandAccess> = {
	doctor_day: {
		call: ({ doctor, appointmentId }) =>
			`select from public.doctor_day('${doctor.doctorId}', ${visitDay}) where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers }
	},
	calendar: {
		call: ({ doctor }) =>
			`select from public.calendar(now(), now() + interval '30 days', p_ids => array['${doctor.doctorId}'::uuid]) as shown
			 where json_array_length(shown -> 'visits') > 0`,
		...both({ rows: schedulers })
	},
	free_rooms: {
		call: ({ departmentId }) =>
			`select from public.free_rooms(now(), now() + interval '1 hour', '${departmentId}')`,
		...both({ rows: schedulers })
	},
	'doctor_day, what to beware of': {
		call: ({ doctor, appointmentId }) =>
			`select from public.doctor_day('${doctor.doctorId}', ${visitDay})
			 where id = '${appointmentId}' and alerts <> '{}'`,
		// Allergies are for those in whose care the patient is, on this path as on the table.
		own: { rows: ['doctor'], none: schedulers },
		other: { none: schedulers }
	}
};
