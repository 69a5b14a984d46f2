import {
	both,
	signedIn,
	type ChannelAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import { byCarers, recorded } from './problems.matrix.ts';
import type { Role } from '../../support/world.ts';

const managers: readonly Role[] = ['admin', 'pharmacist'];
const clinicians: readonly Role[] = [...managers, 'doctor', 'nurse', 'ward_manager'];

/** What a medicine is is no secret; the rules' texts are for those who work with them. */
const everybodys = { select: both(signedIn) };
const theirs = { select: both(clinicians) };

export const tables: Record<string, TableAccess> = {
	substance_groups: { may: everybodys, change: 'name' },
	substances: { may: everybodys, change: 'name' },
	substance_group_members: { may: everybodys, change: 'group_id' },
	medicines: { may: everybodys, change: 'name' },
	medicine_ingredients: { may: everybodys, change: 'strength' },
	catalogue_versions: { may: { select: both(managers) }, change: 'content' },
	rule_imports: { may: { select: both(managers) }, change: 'version' },
	medicine_rules: { may: theirs, change: 'text' },
	dose_ranges: { may: theirs, change: 'max_dose' },
	renal_values: { ...recorded, change: 'egfr' }
};

export const channels: Record<string, ChannelAccess> = {
	medicines: { topic: () => 'medicines', join: both(managers) }
};

const id = (keys: Record<string, Record<string, unknown>>, table: string) =>
	String(keys[table]?.id);

export const commands: Record<string, CommandAccess> = {
	search_medicines: {
		call: ({ code }) => `select from public.search_medicines('Matrix ${code}')`,
		...both({ rows: clinicians })
	},
	save_substance_group: {
		call: ({ keys }) =>
			`select from public.save_substance_group('${id(keys, 'substance_groups')}', 1, 'Matrix', 'Matriz')`,
		...both({ rows: managers })
	},
	save_substance: {
		call: ({ keys, code }) =>
			`select from public.save_substance('${id(keys, 'substances')}', 1, 'Matrix ${code}', 'Matriz')`,
		...both({ rows: managers })
	},
	save_medicine: {
		call: ({ code }) =>
			`select from public.save_medicine(null, null, 'Another ${code}', 'Otro', 'tablet', 'tablet', '{oral}', '[]', false)`,
		...both({ rows: managers })
	},
	medicine_coverage: {
		call: () => 'select from public.medicine_coverage()',
		own: { rows: managers }
	},
	save_medicine_rule: {
		call: ({ keys }) =>
			`select from public.save_medicine_rule(null, null, 'duplicate', 'warn', 'Text', 'Texto', 'Matrix', '1', p_group_a => '${id(keys, 'substance_groups')}')`,
		...both({ rows: managers })
	},
	end_medicine_rule: {
		call: ({ keys }) =>
			`select from public.end_medicine_rule((select rule_id from public.medicine_rules where id = '${id(keys, 'medicine_rules')}'), 1, 'Not needed')`,
		...both({ rows: managers })
	},
	restore_medicine_rule: {
		call: ({ keys }) =>
			`select from public.restore_medicine_rule('${id(keys, 'medicine_rules')}', 1, 'Needed again')`,
		...both({ rows: managers })
	},
	uncovered_medicines: {
		call: () => 'select count(*) from public.uncovered_medicines()',
		own: { rows: managers }
	},
	preview_rules: {
		call: () => `select count(*) from public.preview_rules('Matrix', '[]')`,
		own: { rows: managers }
	},
	save_dose_range: {
		call: ({ keys }) =>
			`select from public.save_dose_range(null, '${id(keys, 'substances')}', 'rectal', 'mg', false, 1, 2, 4, 'Matrix', '1')`,
		...both({ rows: managers })
	},
	end_dose_range: {
		call: ({ keys }) => `select from public.end_dose_range('${id(keys, 'dose_ranges')}')`,
		...both({ rows: managers })
	},
	begin_rule_import: {
		call: ({ code }) => `select from public.begin_rule_import('Matrix ${code}', '1', 'matrix.csv')`,
		...both({ rows: managers })
	},
	import_rules: {
		call: ({ keys }) => `select from public.import_rules('${id(keys, 'rule_imports')}', '[]')`,
		...both({ rows: managers })
	},
	finish_rule_import: {
		call: ({ keys }) => `select from public.finish_rule_import('${id(keys, 'rule_imports')}')`,
		...both({ rows: managers })
	},
	record_renal_value: {
		call: ({ patient }) => `select from public.record_renal_value('${patient.patientId}', 60)`,
		...byCarers
	}
};
