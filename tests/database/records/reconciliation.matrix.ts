import {
	carers,
	chartsOpened,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import { byDoctors, recorded } from './problems.matrix.ts';

export const tables: Record<string, TableAccess> = {
	home_medicines: { ...recorded, change: 'medicine' },
	reconciliations: { ...recorded, change: 'occasion' },
	reconciliation_lines: { ...recorded, change: 'reason' }
};

export const commands: Record<string, CommandAccess> = {
	reconcile: {
		call: ({ admissionId, keys }) =>
			`select from public.reconcile('${admissionId}', 'transfer', jsonb_build_array(
				jsonb_build_object('prescription_id', '${String(keys.prescriptions?.id)}', 'decision', 'continue'),
				jsonb_build_object('home_medicine_id', '${String(keys.home_medicines?.id)}', 'decision', 'stop', 'reason', 'Bleeding')))`,
		...byDoctors,
		// Of what runs there is one, so that the lines are all.
		given: ({ patient, keys }) => `${chartsOpened};
			update public.prescriptions set status = 'stopped', ended_at = now(), end_reason = 'error'
			where patient_id = '${patient.patientId}' and status = 'active' and id <> '${String(keys.prescriptions?.id)}'`
	},
	medicines_to_reconcile: {
		call: ({ admissionId }) =>
			`select count(*) from public.medicines_to_reconcile('${admissionId}')`,
		given: () => chartsOpened,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	unreconciled_stays: {
		call: ({ admissionId }) =>
			`select from public.unreconciled_stays() where admission_id = '${admissionId}'`,
		given: () => `${chartsOpened}; delete from public.reconciliations`,
		own: { rows: carers, none: ['admin'] },
		other: { none: ['admin', ...carers] }
	}
};
