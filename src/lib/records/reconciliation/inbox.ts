import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';
import { occasionLabel } from './words';

export default {
	reconciliation: {
		name: m.reconciliation_list_title,
		say: (facts) => occasionLabel(facts.text('due'))
	}
} satisfies WaitingKinds;
