import { m } from '$lib/paraglide/messages.js';

const relationshipLabels: Record<string, () => string> = {
	self: () => m.patients_relationship_self(),
	partner: () => m.patients_relationship_partner(),
	parent: () => m.patients_relationship_parent(),
	child: () => m.patients_relationship_child(),
	sibling: () => m.patients_relationship_sibling(),
	guardian: () => m.patients_relationship_guardian(),
	carer: () => m.patients_relationship_carer(),
	friend: () => m.patients_relationship_friend(),
	other: () => m.patients_relationship_other()
};

/** Who a contact or portal user is to a patient; words the hospital typed itself are shown as they are. */
export const relationshipLabel = (relationship: string): string =>
	relationshipLabels[relationship]?.() ?? relationship;

const proofLabels: Record<string, () => string> = {
	registered: () => m.patients_proof_registered(),
	code: () => m.patients_proof_code(),
	matched: () => m.patients_proof_matched(),
	unrecorded: () => m.patients_proof_unrecorded()
};

/** Why an account was believed; a document is named as the desk wrote it. */
export const proofLabel = (proof: string): string => proofLabels[proof]?.() ?? proof;

const linkForLabels: Record<string, () => string> = {
	self: () => m.patients_code_for_self(),
	parent: () => m.patients_code_for_parent(),
	guardian: () => m.patients_code_for_guardian(),
	carer: () => m.patients_code_for_carer()
};

/** Whom a code is for, at the desk. */
export const linkForLabel = (relationship: string): string =>
	linkForLabels[relationship]?.() ?? relationship;
