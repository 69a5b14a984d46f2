import {
	admin,
	both,
	readers,
	type ChannelAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';

/** The record that looks like the patient's, and the patient's. */
const pair = ({ keys }: Half) =>
	`'${String(keys.patient_distinctions?.one_id)}', '${String(keys.patient_distinctions?.other_id)}'`;
/** The one of the two that holds nothing is put into the patient's. */
const intoPatient = ({ keys, patient: { patientId } }: Half) =>
	`'${patientId}', '${[keys.patient_distinctions?.one_id, keys.patient_distinctions?.other_id].map(String).find((id) => id !== patientId)}'`;

export const tables: Record<string, TableAccess> = {
	patient_merges: { may: { select: both(admin) }, change: 'reason' },
	patient_distinctions: { may: { select: both(admin) }, change: 'noted_name' }
};

export const channels: Record<string, ChannelAccess> = {
	duplicates: { topic: () => 'duplicates', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	duplicate_candidates: {
		call: () => 'select count(*) from public.duplicate_candidates()',
		own: { rows: admin }
	},
	duplicate_reasons: {
		call: (half) => `select public.duplicate_reasons(${pair(half)})`,
		...both({ rows: admin })
	},
	tell_apart: {
		call: (half) => `select public.tell_apart(${pair(half)})`,
		...both({ rows: admin })
	},
	merge_preview: {
		call: ({ patient }) => `select public.merge_preview('${patient.patientId}')`,
		...both({ rows: admin })
	},
	merge_patients: {
		call: (half) => `select public.merge_patients(${intoPatient(half)}, 'Registered twice')`,
		...both({ rows: admin })
	},
	undo_merge: {
		call: ({ keys }) =>
			`select public.undo_merge('${String(keys.patient_merges?.id)}', 'Two people after all')`,
		...both({ rows: admin })
	},
	kept_patient: {
		call: ({ keys }) =>
			`select from (select public.kept_patient('${String(keys.patient_merges?.dropped_id)}') as id) as found where id is not null`,
		own: { rows: [...readers, 'patient'] },
		other: { rows: readers },
		otherwise: 'none'
	}
};
