import { m } from '$lib/paraglide/messages.js';

const reasons: Record<string, () => string> = {
	same_name: m.merges_reason_same_name,
	swapped_names: m.merges_reason_swapped_names,
	similar_name: m.merges_reason_similar_name,
	sound_alike: m.merges_reason_sound_alike,
	same_birth_date: m.merges_reason_same_birth_date,
	transposed_birth_date: m.merges_reason_transposed_birth_date,
	same_phone: m.merges_reason_same_phone,
	same_document: m.merges_reason_same_document
};

/** By what two records look like one person's. */
export const reasonLabel = (reason: string): string => reasons[reason]?.() ?? reason;
