import { m } from '$lib/paraglide/messages.js';

const words: Record<string, () => string> = {
	saved: m.patients_saved,
	contact: m.patients_contact_added,
	'contact-removed': m.patients_contact_removed,
	'code-sent': m.patients_code_sent,
	'code-withdrawn': m.patients_code_withdrawn,
	linked: m.patients_linked,
	revoked: m.patients_revoked,
	kept: m.patients_kept_as_carer,
	preferences: m.patients_preferences_saved,
	death: m.patients_death_done,
	'death-withdrawn': m.patients_death_withdrawn,
	archived: m.patients_archived_done,
	restored: m.patients_restored
};

/** What was just done on the page, as its address tells it. */
export const doneWords = (done: string | null): string | null =>
	done !== null && Object.hasOwn(words, done) ? (words[done]?.() ?? null) : null;
