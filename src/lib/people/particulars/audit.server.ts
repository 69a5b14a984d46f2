import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		communication_needs: m.particulars_audit_needs,
		insurance_policies: m.particulars_audit_policies,
		patient_consents: m.particulars_audit_consents,
		patient_identifiers: m.particulars_audit_identifiers,
		patient_photos: m.particulars_audit_photos
	},
	fields: {
		call_order: m.particulars_audit_call_order,
		decided_on: m.particulars_decided_on,
		document_id: m.particulars_document,
		easy_language: m.patients_need_easy_language,
		exclusive: m.particulars_audit_exclusive,
		hearing: m.particulars_hearing,
		holder: m.particulars_holder,
		holder_name: m.particulars_holder_name,
		identity_sealed_at: m.particulars_audit_sealed_identity,
		interpreter: m.particulars_interpreter,
		is_guardian: m.patients_contact_guardian,
		issuer: m.particulars_issuer,
		may_be_told: m.patients_contact_told,
		mobility: m.particulars_mobility,
		number_sealed_at: m.particulars_number,
		payer_code: m.particulars_payer_code,
		payer_name: m.particulars_payer,
		plan: m.particulars_plan,
		recorded_name: m.particulars_audit_recorded_name,
		set_by: m.particulars_audit_set_by,
		sight: m.particulars_sight,
		stated_by: m.particulars_stated_by,
		voided_by: m.particulars_audit_voided_by
	},
	values: {
		blind: m.patients_need_blind,
		data_sharing: m.particulars_consent_data_sharing,
		deaf: m.patients_need_deaf,
		driving_licence: m.particulars_kind_driving_licence,
		foreign_mrn: m.particulars_kind_foreign_mrn,
		given: m.particulars_decision_given,
		guardian: m.particulars_stated_by_guardian,
		hard_of_hearing: m.patients_need_hard_of_hearing,
		health_card: m.particulars_kind_health_card,
		low_vision: m.patients_need_low_vision,
		messages: m.particulars_consent_messages,
		passport: m.particulars_kind_passport,
		photos: m.particulars_consent_photos,
		refused: m.particulars_decision_refused,
		representative: m.particulars_stated_by_representative,
		research: m.particulars_consent_research,
		residence_permit: m.particulars_kind_residence_permit,
		sign_language: m.patients_need_sign_language,
		social_security: m.particulars_kind_social_security,
		stretcher: m.patients_need_stretcher,
		treatment: m.particulars_consent_treatment,
		walking_aid: m.patients_need_walking_aid,
		wheelchair: m.patients_need_wheelchair,
		withdrawn: m.particulars_decision_withdrawn
	}
} satisfies AuditWords;
