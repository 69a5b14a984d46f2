import { randomUUID } from 'node:crypto';
import {
	both,
	schedulers,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import { roles, type Half, type Side, type World, type Role } from '../../support/world.ts';
import { slot } from './scheduling.matrix.ts';

const waitlistSeen = {
	own: [...schedulers, 'patient'],
	other: schedulers
} satisfies Record<Side, readonly Role[]>;

const waitlistAnswered = {
	own: { rows: [...schedulers, 'patient'], PT404: ['newcomer', 'former_nurse'] },
	other: { rows: schedulers, PT404: ['patient', 'newcomer', 'former_nurse'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** The doctor of `other` has left, and what was offered with them. */
const offerAnswered = {
	own: waitlistAnswered.own,
	other: { LN013: schedulers, PT404: ['patient', 'newcomer', 'former_nurse'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** The offer of a half is of a time at which the doctor of `own` is there. */
const offeredSlot = ({ keys }: Half, { own }: World) =>
	`update public.waitlist_offers set doctor_id = '${own.doctor.doctorId}', starts_at = ${slot},
		blocked_from = ${slot}, ends_at = ${slot} + interval '30 minutes'
	 where id = '${String(keys.waitlist_offers?.id)}'`;

const offerToken = randomUUID();

const withOfferLink = (half: Half, world: World) =>
	`${offeredSlot(half, world)};
	insert into private.offer_links (token_hash, offer_id)
	values (encode(sha256(convert_to('${offerToken}', 'UTF8')), 'hex'), '${String(half.keys.waitlist_offers?.id)}')`;

export const tables: Record<string, TableAccess> = {
	waitlist_entries: { may: { select: waitlistSeen }, change: 'note' },
	waitlist_offers: { may: { select: waitlistSeen }, change: 'status' }
};

export const channels: Record<string, ChannelAccess> = {
	waitlist: { topic: () => 'waitlist', join: both(schedulers) }
};

export const commands: Record<string, CommandAccess> = {
	join_waitlist: {
		call: ({ patient, doctor, visitTypeId }) =>
			`select from public.join_waitlist('${patient.patientId}', '${visitTypeId}', p_specialty_id => '${doctor.specialtyId}')`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers }
	},
	withdraw_from_waitlist: {
		call: ({ keys }) =>
			`select from public.withdraw_from_waitlist('${String(keys.waitlist_entries?.id)}')`,
		...waitlistAnswered
	},
	offer_time: {
		call: ({ keys }, { own }) =>
			`select from public.offer_time('${String(keys.waitlist_entries?.id)}', '${own.doctor.doctorId}', ${slot})`,
		given: ({ keys }) =>
			`delete from public.waitlist_offers where id = '${String(keys.waitlist_offers?.id)}';
			 update public.waitlist_entries set status = 'waiting' where id = '${String(keys.waitlist_entries?.id)}'`,
		...both({ rows: schedulers })
	},
	accept_offer: {
		call: ({ keys }) => `select from public.accept_offer('${String(keys.waitlist_offers?.id)}')`,
		given: offeredSlot,
		...offerAnswered
	},
	decline_offer: {
		call: ({ keys }) => `select from public.decline_offer('${String(keys.waitlist_offers?.id)}')`,
		...offerAnswered
	},
	waitlist_places: {
		call: ({ keys }) =>
			`select from public.waitlist_places(array['${String(keys.waitlist_entries?.id)}'::uuid])`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	// The link is the right: who has it may be anybody.
	offer_by_link: {
		call: () => `select from public.offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	accept_offer_by_link: {
		call: () => `select from public.accept_offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	decline_offer_by_link: {
		call: () => `select from public.decline_offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	'accept_offer_by_link, without one': {
		call: () => `select from public.accept_offer_by_link('guessed')`,
		own: { LN014: roles }
	}
};
