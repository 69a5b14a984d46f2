import { randomUUID } from 'node:crypto';
import { both, signedIn, type TableAccess, type CommandAccess } from '../../support/matrix.ts';
import { accountOf, roles, type Half, type Side, type World } from '../../support/world.ts';

/** A calendar feed of each patient's own; its id is its secret as well. */
const feed: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

const withFeed = ({ patient }: Half, _world: World, side: Side) =>
	`insert into public.calendar_feeds (id, user_id, scope, patient_id, token_hash)
	 values ('${feed[side]}', '${patient.id}', 'patient', '${patient.patientId}', private.token_hash('${feed[side]}'))`;

export const tables: Record<string, TableAccess> = {
	calendar_feeds: {
		may: { select: { own: signedIn } },
		change: 'label',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role) })
	}
};

export const commands: Record<string, CommandAccess> = {
	create_calendar_feed: {
		call: ({ patient }) =>
			`select from public.create_calendar_feed('patient', '${patient.patientId}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	'create_calendar_feed, of a doctor': {
		call: () => `select from public.create_calendar_feed('doctor')`,
		own: { rows: ['doctor'] }
	},
	revoke_calendar_feed: {
		call: (_half, _world, side) => `select from public.revoke_calendar_feed('${feed[side]}')`,
		given: withFeed,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	// Whoever knows the secret, signed in or not.
	calendar_feed: {
		call: (_half, _world, side) => `select from public.calendar_feed('${feed[side]}')`,
		given: withFeed,
		...both({ rows: roles })
	},
	calendar_visit: {
		call: ({ appointmentId }) => `select from public.calendar_visit('${appointmentId}')`,
		own: { rows: ['patient', 'doctor'] },
		other: {},
		otherwise: 'PT404'
	}
};
