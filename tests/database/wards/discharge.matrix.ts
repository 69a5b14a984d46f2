import {
	carers,
	allWards,
	admitting,
	type TableAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';
import { notAdmitted } from './board.matrix.ts';

/** Those who hold `admissions.manage`, on the ward or with the patient in their care. */
const leavingManaged = {
	own: { rows: [...admitting, 'doctor'] },
	other: { rows: allWards, PT404: carers }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Of them, those in whose care the patient is. */
const leavingWritten = {
	own: { rows: carers, PT404: allWards },
	other: { PT404: [...carers, ...allWards] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** With the stay, the ward's people lose the chart; the doctor still has a visit to come. */
const leavingSigned = {
	own: { rows: ['doctor'], PT404: admitting },
	other: { PT404: [...admitting, 'doctor'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** The patient has left, and the summary is signed. */
const signed = (half: Half) =>
	`${notAdmitted(half)};
	update public.discharge_summaries set facts = '{}', signed_at = now(), signed_name = 'Dr. Person'
	where admission_id = '${half.admissionId}'`;

export const tables: Record<string, TableAccess> = {
	discharge_items: { may: { select: { own: carers } }, change: 'state' },
	discharge_summaries: { may: { select: { own: carers } }, change: 'sections' },
	discharge_addenda: { may: { select: { own: carers } }, change: 'text' }
};

export const commands: Record<string, CommandAccess> = {
	discharge_checklist: {
		call: ({ admissionId }) => `select from public.discharge_checklist('${admissionId}')`,
		...leavingManaged
	},
	settle_discharge_item: {
		call: ({ admissionId }) =>
			`select from public.settle_discharge_item('${admissionId}', 'valuables', 'done')`,
		...leavingManaged
	},
	discharge_summary_draft: {
		call: ({ admissionId }) => `select from public.discharge_summary_draft('${admissionId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	save_discharge_summary: {
		call: ({ admissionId }) =>
			`select from public.save_discharge_summary('${admissionId}', '{}', 1)`,
		...leavingWritten
	},
	sign_discharge_summary: {
		call: ({ admissionId }) => `select from public.sign_discharge_summary('${admissionId}', 1)`,
		given: notAdmitted,
		...leavingSigned
	},
	add_to_discharge_summary: {
		call: ({ admissionId }) =>
			`select from public.add_to_discharge_summary('${admissionId}', 'More')`,
		given: signed,
		...leavingSigned
	}
};
