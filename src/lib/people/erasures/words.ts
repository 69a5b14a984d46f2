import { m } from '$lib/paraglide/messages.js';
import type { Basis } from './choices';

const basisWords: Record<Basis, () => string> = {
	no_longer_needed: m.erasures_basis_no_longer_needed,
	consent_withdrawn: m.erasures_basis_consent_withdrawn,
	unlawful: m.erasures_basis_unlawful,
	legal_duty: m.erasures_basis_legal_duty
};

/** The ground; nothing where a patient asks, who need not name one. */
export const basisLabel = (basis: string | null): string =>
	basisWords[basis as Basis]?.() ?? basis ?? '';

const stateWords: Record<string, () => string> = {
	wished: m.erasures_state_wished,
	asked: m.erasures_state_asked,
	approved: m.erasures_state_approved,
	refused: m.erasures_state_refused,
	done: m.erasures_state_done
};

export const stateLabel = (state: string): string => stateWords[state]?.() ?? state;

/** What is kept of a patient, by kind: what it is, and how long or why. */
export const kinds: Record<string, { name: () => string; rule: (years: number) => string }> = {
	record: {
		name: m.erasures_kind_record,
		rule: (years) => m.erasures_rule_record({ years })
	},
	contact: { name: m.erasures_kind_contact, rule: m.erasures_rule_contact },
	administration: { name: m.erasures_kind_administration, rule: m.erasures_rule_administration },
	access: { name: m.erasures_kind_access, rule: m.erasures_rule_access }
};
