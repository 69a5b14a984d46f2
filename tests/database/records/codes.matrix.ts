import {
	admin,
	both,
	signedIn,
	type CommandAccess,
	type ChannelAccess,
	type TableAccess
} from '../../support/matrix.ts';

/** What a code means is no secret: patients read what stands in their own record. */
const everybodys = { select: both(signedIn) };

export const tables: Record<string, TableAccess> = {
	code_systems: { may: everybodys, change: 'name' },
	codes: { may: everybodys, change: 'display' },
	code_imports: { may: { select: both(admin) }, change: 'version' }
};

export const channels: Record<string, ChannelAccess> = {
	codes: { topic: () => 'codes', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	search_codes: {
		call: ({ keys }) =>
			`select from public.search_codes('m00', array['${String(keys.code_systems?.id)}'])`,
		...both({ rows: ['admin', 'doctor', 'nurse', 'ward_manager'] as const })
	},
	code_system_counts: {
		call: () => 'select from public.code_system_counts()',
		own: { rows: admin }
	},
	begin_code_import: {
		call: ({ keys }) =>
			`select from public.begin_code_import('${String(keys.code_systems?.id)}', 'generic', 'matrix.csv')`,
		...both({ rows: admin })
	},
	import_codes: {
		call: ({ keys }) => `select from public.import_codes('${String(keys.code_imports?.id)}', '[]')`,
		...both({ rows: admin })
	},
	finish_code_import: {
		call: ({ keys }) => `select from public.finish_code_import('${String(keys.code_imports?.id)}')`,
		...both({ rows: admin })
	}
};
