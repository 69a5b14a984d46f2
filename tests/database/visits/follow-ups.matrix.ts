import { both, schedulers, type TableAccess, type CommandAccess } from '../../support/matrix.ts';
import { visitsSeen, visitsChanged, slot } from './scheduling.matrix.ts';

export const tables: Record<string, TableAccess> = {
	follow_ups: { may: { select: visitsSeen }, change: 'reason' },
	appointment_series: { may: { select: visitsSeen }, change: 'visits' }
};

export const commands: Record<string, CommandAccess> = {
	order_follow_up: {
		call: ({ patient, visitTypeId }) =>
			`select from public.order_follow_up('${patient.patientId}', current_date, current_date + 9, 'visit', '${visitTypeId}')`,
		own: { rows: ['doctor'] },
		other: { PT404: ['doctor'] }
	},
	close_follow_up: {
		call: ({ keys }) =>
			`select from public.close_follow_up('${String(keys.follow_ups?.id)}', 'cancelled')`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['patient', 'newcomer', 'former_nurse'] },
		other: visitsChanged.other
	},
	preview_series: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.preview_series('${patient.patientId}', '${own.doctor.doctorId}', '${visitTypeId}', ${slot}, '7 days', 3)`,
		...both({ rows: schedulers })
	},
	book_series: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.book_series('${patient.patientId}', '${own.doctor.doctorId}', '${visitTypeId}', ${slot}, '7 days', 3)`,
		...both({ rows: schedulers })
	},
	cancel_series: {
		call: ({ keys }) =>
			`select from public.cancel_series('${String(keys.appointment_series?.id)}') as cancelled where cancelled > 0`,
		...visitsChanged
	}
};
