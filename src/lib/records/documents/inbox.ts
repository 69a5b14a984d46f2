import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';

export default {
	document: { name: m.documents_waiting, say: ({ text }) => text('title') }
} satisfies WaitingKinds;
