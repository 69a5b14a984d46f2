import {
	both,
	admin,
	everybody,
	nobody,
	staff,
	type TableAccess,
	type ChannelAccess
} from '../../support/matrix.ts';

export const tables: Record<string, TableAccess> = {
	hospital_settings: {
		may: { select: { own: everybody }, update: { own: admin } },
		change: 'name',
		key: () => ({ id: true }),
		hasOther: false
	}
};

export const channels: Record<string, ChannelAccess> = {
	tick: { topic: () => 'tick', join: both(staff) },
	'anything else': { topic: () => 'ward:', join: both(nobody) }
};
