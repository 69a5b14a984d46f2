import { randomUUID } from 'node:crypto';
import {
	admin,
	both,
	signedIn,
	type BucketAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';

export const buckets: Record<string, BucketAccess> = {
	'audit-heads': { file: () => ({ name: `'${randomUUID()}.json'` }), may: {} }
};

export const channels: Record<string, ChannelAccess> = {
	audit: { topic: () => 'audit', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	audit_events: {
		call: ({ patient }) =>
			`select from public.audit_events(p_patient_id => '${patient.patientId}')`,
		...both({ rows: admin })
	},
	audit_people: {
		call: (_half, world) =>
			`select from public.audit_people('${world.people.nurse.name.replaceAll("'", "''")}')`,
		own: { rows: admin }
	},
	audit_names: {
		call: ({ patient }) => `select from public.audit_names(array['${patient.patientId}'::uuid])`,
		...both({ rows: admin })
	},
	audit_state: { call: () => 'select from public.audit_state()', own: { rows: admin } },
	note_audit_export: {
		call: () => `select from public.note_audit_export('csv', 3, '{}')`,
		own: { rows: admin }
	},
	note_refused_screen: {
		call: () =>
			`select from public.note_refused_screen('/admin/people', '/admin/people', 'access.manage')`,
		own: { rows: signedIn }
	}
};
