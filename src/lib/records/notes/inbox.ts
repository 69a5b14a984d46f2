import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';
import { noteTitle } from './words';

export default {
	note_sign: {
		name: m.notes_waiting_sign,
		say: ({ text, is }) => {
			const title = noteTitle({ title: text('title') || null, kind: text('kind') });
			return is('amended') ? `${title} · ${m.notes_to_finish()}` : title;
		}
	},
	note_cosign: {
		name: m.notes_waiting_cosign,
		say: ({ text }) =>
			`${noteTitle({ title: text('title') || null, kind: text('kind') })} · ${text('name')}`
	}
} satisfies WaitingKinds;
