import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { allergyCertaintyLabel, severityLabel } from '$lib/people/patients/allergy-words';
import { kinds } from '$lib/records/measurements/kinds';
import { kindLabel, valueWords } from '$lib/records/measurements/words';
import type { Step } from '$lib/records/prescriptions/steps';
import { medicineName, takingWords } from '$lib/records/prescriptions/words';
import { differenceLines } from '$lib/records/reconciliation/differences';
import type { Reconciliation } from '$lib/records/reconciliation/queries';
import type { LetterContent, Source } from './content';

/** What of a record goes into a letter, as it is in the database. */
export interface Known {
	patient: { name: string; mrn: string; birth_date: string };
	doctor: string;
	/** The visit or the stay it is about; neither: today. */
	from: string;
	until: string | null;
	stay: boolean;
	today: string;
	zone: string;
	diagnoses: { text: string; text_es: string; code: string | null; certainty: string }[];
	medicines: {
		medicine: string;
		medicine_es: string;
		route: string;
		steps: Step[];
		as_needed: boolean;
		as_needed_for: string | null;
		max_per_day: number | null;
		timing: string | null;
	}[];
	/** What was decided of the medicines on leaving; of a stay alone. */
	reconciled: Reconciliation | null;
	allergies: {
		substance: string;
		reaction: string | null;
		severity: string;
		certainty: string;
	}[];
	/** When somebody asked and none was known; null: nobody has, or some are. */
	deniedAt: string | null;
	measurements: {
		kind: string;
		value: number;
		second_value: number | null;
		unit: string;
		measured_at: string;
	}[];
}

const lines = (rows: string[]) =>
	rows.length > 0 ? rows.map((row) => `• ${row}`).join('\n') : m.letters_not_recorded();

/** When the patient was here, as it stands in a sentence. */
export function visitWords({ from, until, stay, zone }: Known): string {
	const day = (at: string) => formatDate(at, zone);
	if (!stay) return day(from);
	return until
		? m.letters_stay_until({ from: day(from), until: day(until) })
		: m.letters_stay_since({ from: day(from) });
}

/** Each source in words. What nobody has written down is "not recorded", and never "none". */
const told: Record<Source, (known: Known) => string> = {
	visit: visitWords,
	diagnoses: ({ diagnoses }) =>
		lines(
			diagnoses.map(({ text, text_es, code, certainty }) => {
				const words = getLocale() === 'es' ? text_es : text;
				return [
					code ? `${words} (${code})` : words,
					certainty !== 'confirmed' && m.letters_suspected()
				]
					.filter(Boolean)
					.join(', ');
			})
		),
	medicines: ({ medicines, reconciled }) =>
		[
			lines(medicines.map((row) => `${medicineName(row)}: ${takingWords(row)}`)),
			...(reconciled ? differenceLines(reconciled) : [])
		].join('\n'),
	allergies: ({ allergies, deniedAt, zone }) =>
		allergies.length === 0 && deniedAt
			? m.letters_no_allergies({ day: formatDate(deniedAt, zone) })
			: lines(
					allergies.map(({ substance, reaction, severity, certainty }) =>
						[
							substance,
							reaction,
							severityLabel(severity).toLowerCase(),
							certainty !== 'confirmed' && allergyCertaintyLabel(certainty).toLowerCase()
						]
							.filter(Boolean)
							.join(', ')
					)
				),
	measurements: ({ measurements, zone }) =>
		lines(
			kinds.flatMap(({ kind }) => {
				const last = measurements.find((row) => row.kind === kind);
				return last
					? `${kindLabel(kind)}: ${valueWords(last)} (${formatDate(last.measured_at, zone)})`
					: [];
			})
		)
};

/**
 * A template's content with what the record says, in the language everything around it is said in: the server calls it in
 * the letter's (see `inLanguage`).
 */
export function fill(content: LetterContent, known: Known): LetterContent {
	const words: Record<string, string> = {
		patient: known.patient.name,
		birth_date: formatDate(known.patient.birth_date),
		mrn: known.patient.mrn,
		doctor: known.doctor,
		visit: visitWords(known),
		today: formatDate(known.today, known.zone)
	};
	const put = (text: string) =>
		text.replace(/\{([a-z_]+)\}/g, (mark, name: string) => words[name] ?? mark);
	return {
		...content,
		sections: content.sections.map((section) => {
			const text = [
				section.text ? put(section.text) : '',
				section.source ? told[section.source](known) : ''
			]
				.filter(Boolean)
				.join('\n');
			return { ...section, ...(text && { text }) };
		})
	};
}
