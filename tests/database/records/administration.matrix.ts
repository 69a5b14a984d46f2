import {
	both,
	carers,
	chartsOpened,
	staff,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';
import { wardNursesSeen } from '../wards/care.matrix.ts';
import { byDoctors } from './problems.matrix.ts';

const id = ({ keys }: Half, table: string, column = 'id') => String(keys[table]?.[column]);
const needed = (half: Half) => id(half, 'needed');

/** Those who hold `medicines.give` and in whose care the patient of `own` is. */
const given = {
	own: { rows: carers, PT404: ['admin'] },
	other: { PT404: ['admin', ...carers] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const tables: Record<string, TableAccess> = {
	medicine_rounds: { may: { select: both(staff) }, change: 'late_minutes' },
	medicine_packs: { may: { select: both(staff) }, change: 'medicine_id' },
	ward_orders: { given: chartsOpened, may: { select: { own: carers } }, change: 'ended_at' },
	administrations: { given: chartsOpened, may: { select: { own: carers } }, change: 'outcome' },
	missed_doses: { given: chartsOpened, may: { select: { own: carers } }, change: 'due_at' }
};

export const commands: Record<string, CommandAccess> = {
	save_medicine_rounds: {
		call: ({ wardId }) =>
			`select from public.save_medicine_rounds('${wardId}', '{07:00,13:00}', 60, 240, 1)`,
		own: { rows: ['admin', 'bed_manager', 'ward_manager'] },
		other: { rows: ['admin', 'bed_manager'], PT404: ['ward_manager'] }
	},
	set_ward_order: {
		call: (half) =>
			`select from public.set_ward_order('${id(half, 'ward_orders', 'prescription_id')}', false)`,
		...byDoctors
	},
	save_medicine_pack: {
		call: ({ keys }) =>
			`select from public.save_medicine_pack('8470006541234', '${String(keys.medicines?.id)}')`,
		own: { rows: ['admin', 'pharmacist'] }
	},
	remove_medicine_pack: {
		call: (half) =>
			`select from public.remove_medicine_pack('${id(half, 'medicine_packs', 'gtin')}')`,
		own: { rows: ['admin', 'pharmacist'] }
	},
	give_dose: {
		call: (half) =>
			`select from public.give_dose('${needed(half)}', 'given', p_unscanned_reason => 'No scanner', p_check_reason => 'For the matrix', p_last_id => '${id(half, 'administrations')}')`,
		...given
	},
	note_effect: {
		call: (half) =>
			`select from public.note_effect('${id(half, 'administrations')}', 'helped', 'Sleeps')`,
		...given
	},
	strike_administration: {
		call: (half) =>
			`select from public.strike_administration('${id(half, 'administrations')}', 'Another patient')`,
		...given
	},
	doses_taken: {
		call: ({ patient }) => `select from public.doses_taken('${patient.patientId}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'none'
	},
	medicine_round: {
		call: ({ wardId }) =>
			`select from public.medicine_round('${wardId}', now() - interval '1 hour', now() + interval '1 hour')`,
		...wardNursesSeen
	},
	stay_medicines: {
		call: ({ admissionId }) => `select from public.stay_medicines('${admissionId}')`,
		given: () => chartsOpened,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	ward_dose_marks: {
		call: ({ wardId }) => `select from public.ward_dose_marks('${wardId}')`,
		...wardNursesSeen
	},
	giving_witnesses: {
		call: ({ admissionId }) => `select from public.giving_witnesses('${admissionId}')`,
		own: { rows: carers, none: ['admin'] },
		other: { none: ['admin', ...carers] }
	},
	scan_figures: {
		call: ({ wardId }) => `select from public.scan_figures('${wardId}')`,
		own: { rows: ['admin', 'bed_manager', 'ward_manager'] },
		other: { rows: ['admin', 'bed_manager'], PT404: ['ward_manager'] }
	}
};
