import {
	carers,
	carersAndPatient,
	chartsOpened,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';
import { recorded } from '../records/problems.matrix.ts';

const id = ({ keys }: Half, table: string) => String(keys[table]?.id);
/** Both sides of a thread; to everybody else it is not there. */
const bothSides = {
	given: () => chartsOpened,
	own: { rows: carersAndPatient },
	other: {},
	otherwise: 'PT404'
} satisfies Partial<CommandAccess>;
const byCarers = { ...bothSides, own: { rows: carers } } satisfies Partial<CommandAccess>;

export const tables: Record<string, TableAccess> = {
	message_threads: { ...recorded, change: 'subject' },
	message_lines: { ...recorded, change: 'body' },
	message_reads: { ...recorded, change: 'name' },
	message_attachments: { ...recorded, change: 'document_id' }
};

export const commands: Record<string, CommandAccess> = {
	message_recipients: {
		call: ({ patient }) => `select count(*) from public.message_recipients('${patient.patientId}')`,
		...bothSides
	},
	start_thread: {
		call: ({ patient }) =>
			`select from public.start_thread('${patient.patientId}', 'Matrix', 'A question')`,
		...bothSides
	},
	send_message: {
		call: (half) => `select from public.send_message('${id(half, 'message_threads')}', 'Again')`,
		...bothSides
	},
	mark_thread_read: {
		call: (half) => `select from public.mark_thread_read('${id(half, 'message_threads')}')`,
		...bothSides
	},
	thread_cover: {
		call: (half) => `select from public.thread_cover('${id(half, 'message_threads')}')`,
		...bothSides
	},
	reassign_thread: {
		call: (half) => `select from public.reassign_thread('${id(half, 'message_threads')}', 1)`,
		...byCarers
	},
	close_thread: {
		call: (half) =>
			`select from public.close_thread('${id(half, 'message_threads')}', clock_timestamp() + interval '1 minute')`,
		...byCarers
	},
	mark_message_error: {
		call: (half) => `select from public.mark_message_error('${id(half, 'message_lines')}')`,
		...bothSides,
		own: { rows: ['patient'] }
	}
};
