import { both, staff, type CommandAccess, type TableAccess } from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';

const id = ({ keys }: Half, table: string) => String(keys[table]?.id);
const clinicians = ['doctor', 'nurse', 'ward_manager'] as const;

export const tables: Record<string, TableAccess> = {
	stand_ins: { may: { select: both(staff) }, change: 'until' }
};

export const commands: Record<string, CommandAccess> = {
	read_inbox: {
		call: (half) =>
			`select from jsonb_array_elements(public.read_inbox('repeat') -> 'items') item where item ->> 'id' = '${id(half, 'repeat_requests')}'`,
		own: { rows: ['doctor'], none: ['nurse', 'ward_manager', 'admin'] },
		other: { none: [...clinicians, 'admin'] }
	},
	inbox_count: {
		call: () => 'select from public.inbox_count()',
		own: { rows: [...clinicians, 'admin'] }
	},
	take_up_item: {
		call: (half) => `select from public.take_up_item('repeat', '${id(half, 'repeat_requests')}')`,
		own: { rows: ['doctor'], PT404: ['nurse', 'ward_manager', 'admin'] },
		other: { PT404: [...clinicians, 'admin'] }
	},
	name_stand_in: {
		call: (half) =>
			`select from public.name_stand_in('${id(half, 'delegates')}', now() + interval '5 days', now() + interval '6 days', '${half.doctor.staffId}')`,
		own: { rows: ['doctor', 'ward_manager', 'admin'] },
		other: { rows: ['ward_manager', 'admin'] }
	},
	end_stand_in: {
		call: (half) => `select from public.end_stand_in('${id(half, 'stand_ins')}')`,
		own: { rows: ['doctor', 'ward_manager', 'admin'] },
		other: { rows: ['ward_manager', 'admin'] }
	}
};
