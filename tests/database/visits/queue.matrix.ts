import { randomUUID } from 'node:crypto';
import {
	both,
	queueManagers,
	everybody,
	nobody,
	staff,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { roles, type Side } from '../../support/world.ts';
import { displayToken } from './queue.world.ts';

const queueCalled = {
	own: { rows: [...queueManagers, 'doctor'] },
	other: { rows: queueManagers, PT404: ['doctor'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Those who keep the queue and may take a number a step back. */
const queueKeepers = queueManagers.filter((role) => role !== 'nurse' && role !== 'former_nurse');

/** The screens of the waiting rooms. */
const displayId: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

export const tables: Record<string, TableAccess> = {
	queue_tokens: {
		may: { select: { own: [...queueManagers, 'doctor', 'patient'], other: queueManagers } },
		change: 'note'
	},
	queue_displays: { may: { select: both(queueManagers) }, change: 'name' }
};

export const channels: Record<string, ChannelAccess> = {
	'department:<id>:queue': {
		topic: (side, _role, world) => `department:${world[side].departmentId}:queue`,
		join: both(staff)
	},
	// Whoever knows the name of a screen's channel may hear it, signed in or not, until it is revoked.
	'queue-display:<id>': {
		topic: (side, _role, world) => `queue-display:${world[side].displayTopicId}`,
		join: { own: everybody, other: nobody }
	}
};

export const commands: Record<string, CommandAccess> = {
	take_token: {
		call: ({ queueDepartmentId }) =>
			`select from public.take_token('${queueDepartmentId}', p_note => 'Walk-in')`,
		...both({ rows: queueManagers })
	},
	call_next: {
		call: ({ queueDepartmentId }) => `select from public.call_next('${queueDepartmentId}')`,
		...queueCalled
	},
	recall_token: {
		call: ({ tokenId }) => `select from public.recall_token('${tokenId}')`,
		...queueCalled
	},
	skip_token: {
		call: ({ tokenId }) => `select from public.skip_token('${tokenId}')`,
		...queueCalled
	},
	serve_token: {
		call: ({ tokenId }) => `select from public.serve_token('${tokenId}')`,
		...queueCalled
	},
	finish_token: {
		call: ({ tokenId }) => `select from public.finish_token('${tokenId}')`,
		given: ({ tokenId }) =>
			`update public.queue_tokens set status = 'in_consultation' where id = '${tokenId}'`,
		...queueCalled
	},
	undo_token_step: {
		call: ({ tokenId }) => `select from public.undo_token_step('${tokenId}')`,
		own: { LN021: [...queueManagers, 'doctor'] },
		other: { LN021: queueManagers, PT404: ['doctor'] }
	},
	step_back_token: {
		call: ({ tokenId }) => `select from public.step_back_token('${tokenId}', 'By mistake')`,
		given: ({ tokenId }) =>
			`update public.queue_tokens set status = 'left' where id = '${tokenId}'`,
		own: { rows: [...queueKeepers, 'doctor'] },
		other: { rows: queueKeepers, PT404: ['doctor'] }
	},
	set_token_priority: {
		call: ({ tokenId }) =>
			`select from public.set_token_priority('${tokenId}', 'urgent', 'Chest pain')`,
		...both({ rows: queueManagers })
	},
	leave_queue: {
		call: ({ tokenId }) => `select from public.leave_queue('${tokenId}')`,
		...both({ rows: queueManagers })
	},
	move_token: {
		call: ({ tokenId, departmentId }) =>
			`select from public.move_token('${tokenId}', '${departmentId}')`,
		...both({ rows: queueManagers })
	},
	queue_board: {
		call: ({ queueDepartmentId, tokenId }) =>
			`select from public.queue_board('${queueDepartmentId}')
			 where id = '${tokenId}' and patient_name is not null`,
		...queueCalled
	},
	queue_summary: {
		call: ({ queueDepartmentId }) =>
			`select from public.queue_summary() where department_id = '${queueDepartmentId}' and waiting = 1`,
		own: queueCalled.own,
		other: { rows: queueManagers, none: ['doctor'] }
	},
	my_queue_position: {
		call: ({ tokenId }) =>
			`select from public.my_queue_position() where token_id = '${tokenId}' and ahead = 0`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'none'
	},
	create_queue_display: {
		call: ({ queueDepartmentId }) =>
			`select from public.create_queue_display('${queueDepartmentId}', 'Screen')`,
		...both({ rows: queueManagers })
	},
	revoke_queue_display: {
		call: (_half, _world, side) => `select from public.revoke_queue_display('${displayId[side]}')`,
		given: ({ displayTopicId }, _world, side) =>
			`update public.queue_displays set id = '${displayId[side]}' where topic_id = '${displayTopicId}'`,
		...both({ rows: queueManagers })
	},
	// Whoever has the link: the screen of `other` is revoked.
	queue_display: {
		call: ({ queueDepartmentId }) =>
			`select from public.queue_display('${displayToken(queueDepartmentId)}') as shown where shown is not null`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	}
};
