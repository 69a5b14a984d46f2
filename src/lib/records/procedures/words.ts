import { m } from '$lib/paraglide/messages.js';

const outcomes: Record<string, () => string> = {
	successful: m.procedures_outcome_successful,
	partial: m.procedures_outcome_partial,
	unsuccessful: m.procedures_outcome_unsuccessful
};
export const outcomeLabel = (key: string | null) => (key ? (outcomes[key]?.() ?? key) : '');
