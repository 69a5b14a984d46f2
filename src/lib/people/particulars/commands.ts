import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { ConsentForm, IdentifierForm, NeedsForm, PolicyForm } from './schema';

type Client = SupabaseClient<Database>;

/** 23505 where another record has the number. */
export const addIdentifier = (client: Client, patientId: string, identifier: IdentifierForm) =>
	client.rpc('add_patient_identifier', {
		p_patient_id: patientId,
		p_kind: identifier.kind,
		p_issuer: identifier.issuer,
		p_number: identifier.number,
		p_valid_from: identifier.valid_from || undefined,
		p_valid_until: identifier.valid_until || undefined
	});

/** 23P01 where another of its rank is valid on one of its days. */
export const addPolicy = (client: Client, patientId: string, policy: PolicyForm) =>
	client.rpc('add_insurance_policy', {
		p_patient_id: patientId,
		p_payer_name: policy.payer_name,
		p_payer_code: policy.payer_code || undefined,
		p_plan: policy.plan || undefined,
		p_number: policy.number,
		p_rank: policy.rank,
		p_holder: policy.holder,
		p_holder_name: policy.holder === 'self' ? undefined : policy.holder_name,
		p_valid_from: policy.valid_from || undefined,
		p_valid_until: policy.valid_until || undefined
	});

/** LN040 where what was not given is withdrawn. */
export const recordConsent = (client: Client, patientId: string, consent: ConsentForm) =>
	client.rpc('record_consent', {
		p_patient_id: patientId,
		p_kind: consent.kind,
		p_decision: consent.decision,
		p_stated_by: consent.stated_by,
		p_decided_on: consent.decided_on || undefined,
		p_note: consent.note || undefined,
		p_document_id: consent.document_id || undefined
	});

/** LN009 where a colleague has changed them since they were read. */
export const setNeeds = (client: Client, patientId: string, { version, ...needs }: NeedsForm) =>
	client.rpc('set_communication_needs', {
		p_patient_id: patientId,
		p_interpreter: needs.interpreter || undefined,
		p_hearing: needs.hearing || undefined,
		p_sight: needs.sight || undefined,
		p_mobility: needs.mobility || undefined,
		p_easy_language: needs.easy_language,
		p_note: needs.note || undefined,
		p_expected_updated_at: version || undefined
	});
