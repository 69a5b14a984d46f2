import { isolated, type Block, type PrintedDocument } from '$lib/app/export/document';
import { m } from '$lib/paraglide/messages.js';
import { dispositions } from '$lib/wards/board/choices';
import { clock, type SummaryLanguage } from './compose';
import type { Facts } from './facts';
import type { Addendum } from './queries';
import { sections, type SectionTexts } from './sections';
import { sectionLabel } from './words';

type Word = (inputs: Record<string, never>, options: { locale: SummaryLanguage }) => string;

const sexes: Record<string, Word> = {
	female: m.discharge_sex_female,
	male: m.discharge_sex_male,
	other: m.discharge_sex_other,
	unknown: m.discharge_sex_unknown
};
const isolations: Record<string, Word> = {
	contact: m.discharge_isolation_contact,
	droplet: m.discharge_isolation_droplet,
	airborne: m.discharge_isolation_airborne,
	protective: m.discharge_isolation_protective
};
const severities: Record<string, Word> = {
	mild: m.discharge_severity_mild,
	moderate: m.discharge_severity_moderate,
	severe: m.discharge_severity_severe
};
const wheres: Record<(typeof dispositions)[number], Word> = {
	home: m.wards_disposition_home,
	transfer: m.wards_disposition_transfer,
	left_against_advice: m.wards_disposition_left,
	deceased: m.wards_disposition_deceased,
	other: m.wards_disposition_other
};

/** Which of the two it is, where no allergy is listed: none known, or nobody asked. */
function withoutAllergies(
	{ allergies_denied: denied, hospital }: Facts,
	language: SummaryLanguage
) {
	const options = { locale: language };
	if (!denied) return m.patients_allergies_unknown({}, options);
	const when = clock(language, hospital.time_zone).at(denied.at);
	return denied.by
		? m.patients_allergies_none_by({ name: isolated(denied.by), when }, options)
		: m.patients_allergies_none_at({ when }, options);
}

/** What the records say of the stay, as labels and values in the summary's language. */
export function factRows(facts: Facts, language: SummaryLanguage): [string, string][] {
	const options = { locale: language };
	const say = (words: Record<string, Word>, name: string) => words[name]?.({}, options) ?? name;
	const time = clock(language, facts.hospital.time_zone);
	const spans = (rows: { what: string; from: string; until: string | null }[]) =>
		rows.map(({ what, from, until }) => `${isolated(what)}, ${time.span(from, until)}`).join('\n');
	const { patient } = facts;
	const rows: [string, string | null][] = [
		[m.discharge_fact_patient({}, options), patient.name],
		[m.discharge_fact_mrn({}, options), patient.mrn],
		[m.discharge_fact_born({}, options), time.on(patient.birth_date)],
		[m.discharge_fact_sex({}, options), say(sexes, patient.sex)],
		[m.discharge_fact_stay({}, options), time.span(facts.admitted_at, facts.discharged_at)],
		[m.discharge_fact_ward({}, options), facts.ward],
		[m.discharge_fact_attending({}, options), facts.attending],
		[
			m.discharge_fact_disposition({}, options),
			// Whose death was withdrawn left otherwise, and nobody wrote down how.
			facts.disposition && !facts.death_withdrawn_at ? say(wheres, facts.disposition) : null
		],
		[m.discharge_fact_diagnosis_group({}, options), facts.diagnosis_group],
		[
			m.discharge_fact_beds({}, options),
			spans(facts.stays.map((stay) => ({ ...stay, what: `${stay.ward} ${stay.bed}` })))
		],
		[
			m.discharge_fact_isolation({}, options),
			spans(facts.isolation.map((row) => ({ ...row, what: say(isolations, row.isolation) })))
		],
		[
			m.discharge_fact_leaves({}, options),
			facts.leaves.map(({ from, until }) => time.span(from, until)).join('\n')
		],
		[
			m.discharge_fact_allergies({}, options),
			facts.allergies
				.map(({ substance, reaction, severity }) =>
					[`${isolated(substance)} (${say(severities, severity)})`, reaction]
						.filter(Boolean)
						.join(': ')
				)
				.join('\n') || withoutAllergies(facts, language)
		]
	];
	return rows.flatMap(([label, value]) => (value ? [[label, value]] : []));
}

export interface Printable {
	language: SummaryLanguage;
	facts: Facts;
	sections: SectionTexts;
	signed_at: string | null;
	signed_name: string | null;
	/** When it turned out that nobody died as what was signed says; null where it says nothing of it. */
	death_withdrawn_at: string | null;
	addenda: readonly Addendum[];
}

/** The summary as it is printed. Empty sections are left out. */
export function summaryDocument(summary: Printable): PrintedDocument {
	const { language, facts } = summary;
	const options = { locale: language };
	const { at } = clock(language, facts.hospital.time_zone);
	const text = (heading: string, words: string): Block[] =>
		words.trim()
			? [
					{ kind: 'heading', text: heading },
					{ kind: 'text', text: words }
				]
			: [];
	const signature =
		summary.signed_at && summary.signed_name
			? m.discharge_printed_signature(
					{ name: isolated(summary.signed_name), time: at(summary.signed_at) },
					options
				)
			: m.discharge_printed_draft({}, options);
	return {
		title: m.discharge_summary({}, options),
		language: language === 'es' ? 'es-ES' : 'en-GB',
		head: {
			from: facts.hospital.name,
			number: `${m.discharge_fact_mrn({}, options)} ${facts.patient.mrn}`,
			whose: facts.patient.name
		},
		page: (number, of) => m.discharge_printed_page({ number, of }, options),
		blocks: [
			...(summary.death_withdrawn_at
				? [
						{
							kind: 'text' as const,
							text: m.discharge_death_withdrawn({ time: at(summary.death_withdrawn_at) }, options)
						}
					]
				: []),
			{ kind: 'facts', facts: factRows(facts, language) },
			...sections.flatMap((name) => text(sectionLabel(name, language), summary.sections[name])),
			{ kind: 'text', text: signature },
			...summary.addenda.flatMap(({ text: words, written_name, written_at }) =>
				text(
					m.discharge_printed_addendum(
						{ name: isolated(written_name), time: at(written_at) },
						options
					),
					words
				)
			)
		]
	};
}
