import {
	admin,
	both,
	readers,
	signedIn,
	type ChannelAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

export const tables: Record<string, TableAccess> = {
	erasure_requests: { may: { select: both(admin) }, change: 'asked_name' }
};

export const channels: Record<string, ChannelAccess> = {
	erasures: { topic: () => 'erasures', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	erasure_preview: {
		call: ({ patient }) => `select public.erasure_preview('${patient.patientId}')`,
		...both({ rows: admin })
	},
	request_erasure: {
		call: ({ keys }) =>
			`select public.request_erasure('${String(keys.erasure_requests?.patient_id)}', 'legal_duty', 'Asked for by letter')`,
		given: ({ keys }) =>
			`update public.erasure_requests set state = 'refused', decided_name = 'Somebody', decided_at = now()
			where id = '${String(keys.erasure_requests?.id)}'`,
		...both({ rows: admin })
	},
	decide_erasure: {
		call: ({ keys }) =>
			`select public.decide_erasure('${String(keys.erasure_requests?.id)}', true, 'As the law has it')`,
		...both({ rows: admin })
	},
	wish_erasure: {
		call: ({ patient }) =>
			`select public.wish_erasure('${patient.patientId}', 'I have moved to another country')`,
		own: { rows: ['patient'], PT404: signedIn.filter((role) => role !== 'patient') },
		other: { PT404: signedIn }
	},
	erased_record: {
		call: () => `select public.erased_record('LN00000000')`,
		own: { rows: readers }
	}
};
