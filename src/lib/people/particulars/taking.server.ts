import type {
	Consent as ConsentResource,
	Coverage,
	Identifier as IdentifierOfPatient,
	RelatedPerson
} from '@medplum/fhirtypes';
import { formatDate } from '$lib/app/time/format';
import { formatPhone } from '$lib/app/phone/format';
import { m } from '$lib/paraglide/messages.js';
import { needsInWords } from '$lib/people/patients/need-words';
import { relationshipLabel } from '$lib/people/patients/relationship-words';
import { subjectOf, type TakenFrom, type Taking } from '$lib/people/patients/taking';
import { current } from './consents';
import {
	consentsOf,
	identifiersOf,
	policiesOf,
	type Consent,
	type Identifier,
	type Policy
} from './queries';
import { validity } from './validity';
import { consentLabel, decisionLabel, holderLabel, identifierLabel, rankLabel } from './words';

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** How somebody is related, where HL7 has a word for it. */
const roles: Record<string, string> = {
	partner: 'DOMPART',
	parent: 'PRN',
	child: 'CHILD',
	sibling: 'SIB',
	guardian: 'GUARD',
	friend: 'FRND'
};
/** What of what is agreed to is about data; the rest has scopes of its own. */
const scopes: Record<string, string> = { treatment: 'treatment', research: 'research' };
/** Kinds of numbers as HL7 has them. */
const numbers: Record<string, string> = {
	passport: 'PPN',
	residence_permit: 'PRC',
	driving_licence: 'DL',
	social_security: 'SS',
	health_card: 'JHN',
	foreign_mrn: 'MR'
};
const holders: Record<string, string> = { self: 'self', child: 'child', parent: 'parent' };

async function contactsOf({ client, patientId }: Taking) {
	const { data } = await client
		.from('patient_contacts')
		.select('id, name, relationship, phone, phone_extension')
		.eq('patient_id', patientId)
		.order('call_order')
		.order('created_at')
		.limit(50)
		.throwOnError();
	return data;
}
type Contact = Awaited<ReturnType<typeof contactsOf>>[number];

async function needsOf({ client, patientId }: Taking) {
	const { data } = await client
		.from('communication_needs')
		.select('interpreter, hearing, sight, mobility, easy_language, note, updated_at')
		.eq('patient_id', patientId)
		.maybeSingle()
		.throwOnError();
	return data;
}

const related =
	(taking: Taking) =>
	({ id, name, relationship, phone }: Contact): RelatedPerson => ({
		resourceType: 'RelatedPerson',
		id,
		patient: subjectOf(taking),
		name: [{ text: name }],
		telecom: [{ system: 'phone', value: phone }],
		...(relationship && {
			relationship: [
				{
					text: relationshipLabel(relationship),
					...(roles[relationship] && {
						coding: [{ system: `${terminology}/v3-RoleCode`, code: roles[relationship] }]
					})
				}
			]
		})
	});

const numbered = (code: string | undefined, text: string, value: string): IdentifierOfPatient => ({
	type: { text, ...(code && { coding: [{ system: `${terminology}/v2-0203`, code }] }) },
	value
});

const known = ({
	kind,
	issuer,
	number,
	valid_from,
	valid_until
}: Identifier): IdentifierOfPatient => ({
	...numbered(numbers[kind], identifierLabel(kind), number),
	assigner: { display: issuer },
	...((valid_from ?? valid_until) && {
		period: { ...(valid_from && { start: valid_from }), ...(valid_until && { end: valid_until }) }
	})
});

const coverage =
	(taking: Taking) =>
	(policy: Policy): Coverage => ({
		resourceType: 'Coverage',
		id: policy.id,
		status: 'active',
		subscriberId: policy.number,
		beneficiary: subjectOf(taking),
		relationship: {
			coding: [
				{
					system: `${terminology}/subscriber-relationship`,
					code: holders[policy.holder] ?? 'other'
				}
			]
		},
		period: {
			start: policy.valid_from,
			...(policy.valid_until && { end: policy.valid_until })
		},
		payor: [{ display: policy.payer_name }],
		order: policy.rank
	});

const consent =
	(taking: Taking) =>
	({ id, kind, decision, decided_on }: Consent): ConsentResource => ({
		resourceType: 'Consent',
		id,
		status: decision === 'given' ? 'active' : decision === 'refused' ? 'rejected' : 'inactive',
		scope: {
			coding: [{ system: `${terminology}/consentscope`, code: scopes[kind] ?? 'patient-privacy' }]
		},
		category: [{ text: consentLabel(kind) }],
		patient: subjectOf(taking),
		dateTime: decided_on,
		policyRule: { text: consentLabel(kind) },
		provision: { type: decision === 'given' ? 'permit' : 'deny' }
	});

/** Whom to call, who pays, and what was agreed to. */
export default {
	place: 5,
	async take(taking) {
		const { client, patientId } = taking;
		const [contacts, { data: nationalId }, identifiers, policies, needs, said] = await Promise.all([
			contactsOf(taking),
			client.rpc('patient_national_id', { p_patient_id: patientId }).throwOnError(),
			identifiersOf(client, patientId),
			policiesOf(client, patientId),
			needsOf(taking),
			consentsOf(client, patientId)
		]);
		const consents = [...current(said).values()];
		const rows = [
			...contacts.map(({ name, relationship, phone, phone_extension }) => [
				m.particulars_taken_contact(),
				[name, relationship && relationshipLabel(relationship), formatPhone(phone, phone_extension)]
					.filter(Boolean)
					.join(' · '),
				''
			]),
			...(nationalId ? [[m.patients_national_id(), nationalId, '']] : []),
			...identifiers.map((identifier) => [
				identifierLabel(identifier.kind),
				`${identifier.number} · ${identifier.issuer}`,
				validity(identifier)
			]),
			...policies.map((policy) => [
				`${m.particulars_policies()} (${rankLabel(String(policy.rank))})`,
				[
					policy.payer_name,
					policy.number,
					policy.holder_name && `${policy.holder_name} (${holderLabel(policy.holder)})`
				]
					.filter(Boolean)
					.join(' · '),
				validity(policy)
			]),
			...needsInWords(needs).map((need) => [m.particulars_needs(), need, '']),
			...consents.map(({ kind, decision, decided_on }) => [
				consentLabel(kind),
				decisionLabel(decision),
				formatDate(decided_on)
			])
		];
		if (rows.length === 0) return null;
		return {
			title: m.particulars_taken(),
			head: [m.particulars_taken_what(), m.particulars_taken_details(), m.particulars_taken_when()],
			rows,
			resources: [
				...contacts.map(related(taking)),
				...policies.map(coverage(taking)),
				...consents.map(consent(taking))
			],
			identifiers: [
				...(nationalId ? [numbered('NI', m.patients_national_id(), nationalId)] : []),
				...identifiers.map(known)
			]
		};
	}
} satisfies TakenFrom;
