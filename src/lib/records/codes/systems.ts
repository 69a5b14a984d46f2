import type { Format } from './formats';

/** Lists whose files we know: their canonical address, and what their owner asks to be shown with them. */
interface KnownSystem {
	id: string;
	name: string;
	url: string;
	format: Format;
	notice: string;
}

export const knownSystems: readonly KnownSystem[] = [
	{
		id: 'icd-10-cm',
		name: 'ICD-10-CM',
		url: 'http://hl7.org/fhir/sid/icd-10-cm',
		format: 'icd10cm_order',
		notice:
			'ICD-10-CM is maintained by the National Center for Health Statistics (NCHS) and the Centers for Medicare & Medicaid Services (CMS).'
	},
	{
		id: 'icd-10',
		name: 'ICD-10',
		url: 'http://hl7.org/fhir/sid/icd-10',
		format: 'icd_tabulation',
		notice: 'ICD-10 © World Health Organization. Used under the licence of the hospital.'
	},
	{
		id: 'icd-11-mms',
		name: 'ICD-11 MMS',
		url: 'http://id.who.int/icd/release/11/mms',
		format: 'icd_tabulation',
		notice: 'ICD-11 © World Health Organization. CC BY-ND 3.0 IGO.'
	},
	{
		id: 'loinc',
		name: 'LOINC',
		url: 'http://loinc.org',
		format: 'loinc',
		notice:
			'This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc.'
	}
];

/** Lists of diagnoses, and of procedures: what is offered where one is written. */
export const diagnosisSystems = ['icd-10-cm', 'icd-10', 'icd-11-mms'];
