import { admin, both, signedIn, type CommandAccess } from '../../support/matrix.ts';
import { accountOf } from '../../support/world.ts';

const nobodys = '00000000-0000-4000-8000-000000000000';

export const commands: Record<string, CommandAccess> = {
	own_sessions: {
		// None of the matrix has signed in: asked is whether one may.
		call: () => 'select (select count(*) from public.own_sessions())',
		own: { rows: signedIn }
	},
	note_activity: { call: () => 'select from public.note_activity()', own: { rows: signedIn } },
	end_session: {
		call: () => `select from public.end_session('${nobodys}')`,
		own: { PT404: signedIn }
	},
	end_other_sessions: {
		call: () => 'select from public.end_other_sessions()',
		own: { rows: signedIn }
	},
	disown_sign_in: {
		call: () => `select from public.disown_sign_in('nobody-has-this')`,
		own: { LN014: [...signedIn, 'anon'] }
	},
	set_pin: {
		call: () => `select from public.set_pin('271828')`,
		own: { rows: signedIn }
	},
	remove_pin: { call: () => 'select from public.remove_pin()', own: { rows: signedIn } },
	has_pin: { call: () => 'select from public.has_pin()', own: { rows: signedIn } },
	// Tokens of the matrix name no session.
	lock_session: { call: () => 'select from public.lock_session()', own: { PT404: signedIn } },
	unlock_session: {
		call: () => `select from public.unlock_session('271828')`,
		own: { PT404: signedIn }
	},
	person_sessions: {
		call: (_half, world, side, role) =>
			`select (select count(*) from public.person_sessions('${accountOf(world, side, role)}'))`,
		...both({ rows: admin })
	},
	end_person_sessions: {
		call: (_half, world, side, role) =>
			`select from public.end_person_sessions('${accountOf(world, side, role)}')`,
		...both({ rows: admin })
	}
};
