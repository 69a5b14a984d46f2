import {
	admin,
	carers,
	chartsOpened,
	everybody,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';
import { byDoctors, recorded } from './problems.matrix.ts';

const id = ({ keys }: Half, table: string) => String(keys[table]?.id);
const item = ({ keys }: Half) =>
	`jsonb_build_object('medicine_id', '${String(keys.medicines?.id)}', 'route', 'oral',
		'steps', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d", "days": 3}]'::jsonb)`;

export const tables: Record<string, TableAccess> = {
	prescriptions: { ...recorded, change: 'indication' },
	prescription_checks: {
		given: chartsOpened,
		may: { select: { own: carers } },
		change: 'override_reason'
	},
	repeat_requests: { ...recorded, change: 'note' },
	order_sets: { may: { select: { own: ['doctor'] } }, change: 'name' }
};

export const commands: Record<string, CommandAccess> = {
	prescribe: {
		call: (half) =>
			`select from public.prescribe('${half.patient.patientId}', ${item(half)}, false)`,
		...byDoctors
	},
	preview_check: {
		call: (half) => `select from public.preview_check('${half.patient.patientId}', ${item(half)})`,
		...byDoctors
	},
	sign_prescription: {
		call: (half) =>
			`select from public.sign_prescription('${id(half, 'drafts')}', 1, 'For the matrix')`,
		...byDoctors
	},
	stop_prescription: {
		call: (half) =>
			`select from public.stop_prescription('${id(half, 'prescriptions')}', 1, 'side_effect')`,
		...byDoctors
	},
	change_prescription: {
		call: (half) =>
			`select from public.change_prescription('${id(half, 'prescriptions')}', 1, ${item(half)}, 'Less is enough', 'For the matrix')`,
		...byDoctors
	},
	renew_prescription: {
		call: (half) =>
			`select from public.renew_prescription('${id(half, 'prescriptions')}', 1, 'For the matrix')`,
		...byDoctors
	},
	discard_prescription: {
		call: (half) => `select from public.discard_prescription('${id(half, 'drafts')}')`,
		...byDoctors
	},
	answer_check: {
		call: (half) =>
			`select from public.answer_check('${id(half, 'prescription_checks')}', 'For the matrix')`,
		...byDoctors
	},
	answer_repeat: {
		call: (half) =>
			`select from public.answer_repeat('${id(half, 'repeat_requests')}', false, 'Come and see me')`,
		...byDoctors
	},
	repeat_inbox: {
		call: (half) => `select from public.repeat_inbox() where id = '${id(half, 'repeat_requests')}'`,
		own: { rows: ['doctor'], none: admin },
		other: { none: ['doctor', 'admin'] }
	},
	ask_for_repeat: {
		call: (half) => `select from public.ask_for_repeat('${id(half, 'prescriptions')}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	withdraw_repeat: {
		call: (half) => `select from public.withdraw_repeat('${id(half, 'repeat_requests')}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	save_order_set: {
		call: (half) =>
			`select from public.save_order_set(null, null, 'Another', jsonb_build_array(${item(half)}))`,
		own: { rows: ['doctor', 'admin'] }
	},
	delete_order_set: {
		call: (half) => `select from public.delete_order_set('${id(half, 'order_sets')}')`,
		own: { rows: ['doctor'], PT404: admin },
		other: { PT404: ['doctor', 'admin'] }
	},
	prescribe_together: {
		call: (half) =>
			`select from public.prescribe_together('${half.patient.patientId}', jsonb_build_array(${item(half)}), '{For the matrix}')`,
		...byDoctors
	},
	preview_together: {
		call: (half) =>
			`select from public.preview_together('${half.patient.patientId}', jsonb_build_array(${item(half)}))`,
		...byDoctors
	},
	preview_renewal: {
		call: (half) => `select from public.preview_renewal('${id(half, 'prescriptions')}')`,
		...byDoctors
	},
	prescription_words: {
		call: (half) => `select count(*) from public.prescription_words('${half.patient.patientId}')`,
		given: () => chartsOpened,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	verify_prescription: {
		call: () => `select from public.verify_prescription('0000')`,
		own: { none: everybody }
	},
	override_figures: {
		call: () => 'select count(*) from public.override_figures()',
		own: { rows: ['admin', 'pharmacist'] }
	}
};
