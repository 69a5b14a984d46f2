import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import { addIdentifier, addPolicy, recordConsent, setNeeds } from './commands';
import { explainParticulars } from './errors';
import {
	consentSchema,
	endIdentifierSchema,
	endPolicySchema,
	identifierSchema,
	needsSchema,
	policySchema,
	voidConsentSchema
} from './schema';

type PatientEvent = RequestEvent<{ id: string }>;

/* Whether the caller may, and whose patient it is, is for the database to say. */

export const registrationActions = {
	identifier: (event: PatientEvent) =>
		perform(event, {
			schema: identifierSchema,
			explain: explainParticulars,
			run: (identifier) => addIdentifier(event.locals.supabase, event.params.id, identifier),
			next: () => here(event, { add: null })
		}),
	endIdentifier: (event: PatientEvent) =>
		perform(event, {
			schema: endIdentifierSchema,
			explain: explainParticulars,
			run: ({ identifier_id }) =>
				event.locals.supabase.rpc('end_patient_identifier', { p_identifier_id: identifier_id })
		}),
	policy: (event: PatientEvent) =>
		perform(event, {
			schema: policySchema,
			explain: explainParticulars,
			run: (policy) => addPolicy(event.locals.supabase, event.params.id, policy),
			next: () => here(event, { add: null })
		}),
	endPolicy: (event: PatientEvent) =>
		perform(event, {
			schema: endPolicySchema,
			explain: explainParticulars,
			run: ({ policy_id, last_day }) =>
				event.locals.supabase.rpc('end_insurance_policy', {
					p_policy_id: policy_id,
					p_last_day: last_day || undefined
				})
		}),
	consent: (event: PatientEvent) =>
		perform(event, {
			schema: consentSchema,
			explain: explainParticulars,
			run: (consent) => recordConsent(event.locals.supabase, event.params.id, consent),
			next: () => here(event, { add: null, kind: null })
		}),
	voidConsent: (event: PatientEvent) =>
		perform(event, {
			schema: voidConsentSchema,
			explain: explainParticulars,
			run: ({ consent_id }) =>
				event.locals.supabase.rpc('void_consent', { p_consent_id: consent_id })
		}),
	needs: (event: PatientEvent) =>
		perform(event, {
			schema: needsSchema,
			explain: explainParticulars,
			run: (needs) => setNeeds(event.locals.supabase, event.params.id, needs),
			next: () => here(event, { add: null })
		})
};
