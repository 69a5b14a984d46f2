import type { Bundle, Composition, Identifier, Organization, Patient } from '@medplum/fhirtypes';
import { urn, type TakenPart } from '$lib/people/patients/taking';

/** Whose record it is. */
export interface Subject {
	id: string;
	mrn: string;
	given_name: string;
	family_name: string;
	birth_date: string;
	sex: string;
	deceased_at: string | null;
}

const genders = ['male', 'female', 'other', 'unknown'] as const;

const patientOf = (
	subject: Subject,
	hospital: string,
	identifiers: readonly Identifier[]
): Patient => ({
	resourceType: 'Patient',
	id: subject.id,
	identifier: [
		{
			type: {
				coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }]
			},
			value: subject.mrn,
			assigner: { display: hospital }
		},
		...identifiers
	],
	name: [{ family: subject.family_name, given: [subject.given_name] }],
	gender: genders.find((known) => known === subject.sex) ?? 'unknown',
	birthDate: subject.birth_date,
	...(subject.deceased_at && { deceasedDateTime: subject.deceased_at })
});

const escaped = (text: string) =>
	text
		.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
		// What XML knows no way to write.
		// eslint-disable-next-line no-control-regex -- that is the point
		.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');

/** A part in words, for whoever has no program that reads the rest. */
function told({ head, rows }: TakenPart): string {
	const row = (cells: readonly string[], tag: string) =>
		`<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
	return `<div xmlns="http://www.w3.org/1999/xhtml"><table>${row(head, 'th')}${rows
		.map((cells) => row(cells, 'td'))
		.join('')}</table></div>`;
}

/**
 * A record as a FHIR R4 document: what it is, whose, whose hospital says so, and of each part what it holds, in words and
 * as resources.
 */
export function bundleOf({
	subject,
	hospital,
	title,
	parts,
	at,
	newId
}: {
	subject: Subject;
	hospital: string;
	title: string;
	parts: readonly TakenPart[];
	at: string;
	newId: () => string;
}): Bundle {
	const organization: Organization = {
		resourceType: 'Organization',
		id: newId(),
		name: hospital
	};
	const composition: Composition = {
		resourceType: 'Composition',
		id: newId(),
		status: 'final',
		type: { text: title },
		subject: { reference: urn(subject.id) },
		date: at,
		author: [{ reference: urn(organization.id ?? '') }],
		title,
		...(parts.length > 0 && {
			section: parts.map((part) => ({
				title: part.title,
				text: { status: 'generated', div: told(part) },
				entry: part.resources.map(({ id }) => ({ reference: urn(id ?? '') }))
			}))
		})
	};
	const resources = [
		composition,
		patientOf(
			subject,
			hospital,
			parts.flatMap((part) => part.identifiers ?? [])
		),
		organization,
		...parts.flatMap((part) => part.resources)
	];
	return {
		resourceType: 'Bundle',
		type: 'document',
		identifier: { system: 'urn:ietf:rfc:3986', value: urn(newId()) },
		timestamp: at,
		entry: resources.map((resource) => ({ fullUrl: urn(resource.id ?? ''), resource }))
	};
}
