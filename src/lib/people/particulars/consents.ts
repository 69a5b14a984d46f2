import type { Consent } from './queries';

/** What holds of each kind: the latest that was no mistake. `consents` has the latest first. */
export const current = (consents: readonly Consent[]): Map<string, Consent> => {
	const held = new Map<string, Consent>();
	for (const consent of consents) {
		if (!consent.voided_at && !held.has(consent.kind)) held.set(consent.kind, consent);
	}
	return held;
};
