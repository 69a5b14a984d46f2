import { randomUUID } from 'node:crypto';
import {
	signedIn,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { accountOf } from '../../support/world.ts';

/** A notification of the other patient that nobody else may mark. */
const notice = randomUUID();

export const tables: Record<string, TableAccess> = {
	notifications: {
		may: { select: { own: signedIn }, update: { own: signedIn } },
		change: 'read_at',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role) })
	}
};

export const channels: Record<string, ChannelAccess> = {
	'user:<id>': {
		topic: (side, role, world) => `user:${accountOf(world, side, role)}`,
		join: { own: signedIn }
	}
};

export const commands: Record<string, CommandAccess> = {
	mark_notifications_read: {
		call: (_half, _world, side) =>
			`select from public.mark_notifications_read(${side === 'own' ? '' : `array['${notice}'::uuid]`}) as marked
			 where marked > 0`,
		given: (_half, { other }, side) =>
			side === 'own'
				? ''
				: `insert into public.notifications (id, user_id, kind)
				   values ('${notice}', '${other.patient.id}', 'appointment_booked')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	inbox: {
		call: () =>
			`select from jsonb_to_recordset(public.inbox() -> 'notifications') as told (kind text) where kind = 'appointment_booked'`,
		own: { rows: signedIn }
	},
	notification_kinds: {
		call: () => `select from public.notification_kinds() as kind where kind = 'appointment_booked'`,
		own: { rows: signedIn }
	}
};
