import { randomUUID } from 'node:crypto';
import {
	both,
	registrars,
	deskPeople,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { roles, type Half, type Side, type World } from '../../support/world.ts';
import { slot } from '../visits/scheduling.matrix.ts';

/** Links as messages have them, one to the visit of each half. */
const visitToken: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

/** The same in the messages that ask whether an address is somebody's. */
const addressToken: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

const withVisitLink = ({ appointmentId }: Half, _world: World, side: Side) =>
	`insert into private.visit_links (token_hash, appointment_id, starts_at, expires_at)
	 select encode(sha256('${visitToken[side]}'), 'hex'), id, starts_at, starts_at
	 from public.appointments where id = '${appointmentId}'`;

export const tables: Record<string, TableAccess> = {
	notification_preferences: {
		may: { select: { own: [...registrars, 'patient'], other: registrars } },
		change: 'email'
	},
	deliveries: { may: { select: both(deskPeople) }, change: 'status' }
};

export const channels: Record<string, ChannelAccess> = {
	deliveries: { topic: () => 'deliveries', join: both(deskPeople) }
};

export const commands: Record<string, CommandAccess> = {
	update_preferences: {
		call: ({ patient }) =>
			`select from public.update_preferences('${patient.patientId}', true, false)`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars },
		otherwise: 'PT404'
	},
	confirm_address: {
		call: (_half, _world, side) => `select from public.confirm_address('${addressToken[side]}')`,
		given: ({ patient }, _world, side) =>
			`insert into private.address_checks (patient_id, channel, address, token_hash)
			 values ('${patient.patientId}', 'email', 'x@lantern.example', encode(sha256('${addressToken[side]}'), 'hex'))`,
		...both({ rows: roles })
	},
	vouch_for_address: {
		call: ({ patient }) => `select from public.vouch_for_address('${patient.patientId}', 'email')`,
		given: ({ patient }) =>
			`update public.patients set email = 'x@lantern.example' where id = '${patient.patientId}';
			 insert into private.address_checks (patient_id, channel, address)
			 values ('${patient.patientId}', 'email', 'x@lantern.example')`,
		...both({ rows: registrars })
	},
	unproven_channels: {
		call: ({ patient }) =>
			`select from public.unproven_channels('${patient.patientId}') as channels where channels = '{}'`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars },
		otherwise: 'PT404'
	},
	retry_delivery: {
		call: ({ keys }) => `select from public.retry_delivery('${String(keys.deliveries?.id)}')`,
		given: ({ keys }) =>
			`update public.deliveries set status = 'failed' where id = '${String(keys.deliveries?.id)}'`,
		...both({ rows: ['admin', 'receptionist'] })
	},
	// Whoever has the link may: that is what it is for.
	visit_by_link: {
		call: (_half, _world, side) => `select from public.visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	slots_by_link: {
		call: (_half, _world, side) => `select from public.slots_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		own: { rows: roles }
	},
	confirm_visit_by_link: {
		call: (_half, _world, side) =>
			`select from public.confirm_visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	cancel_visit_by_link: {
		call: (_half, _world, side) => `select from public.cancel_visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	reschedule_visit_by_link: {
		call: (_half, _world, side) =>
			`select from public.reschedule_visit_by_link('${visitToken[side]}', ${slot})`,
		given: withVisitLink,
		own: { rows: roles }
	}
};
