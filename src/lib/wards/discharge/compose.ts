import { formatDate, formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { Facts } from './facts';
import type { SectionTexts } from './sections';

export type SummaryLanguage = 'en' | 'es';

/** Dates of a summary are written in its own language, not in that of whoever prints it. */
export function clock(language: SummaryLanguage, zone: string) {
	return {
		/** An instant. */
		at: (iso: string) => formatDateTime(iso, zone, language),
		/** A day of the calendar, the same everywhere. */
		on: (date: string) => formatDate(date, zone, language),
		span(from: string, until: string | null): string {
			const options = { locale: language };
			return m.discharge_span(
				{ from: this.at(from), until: until ? this.at(until) : m.discharge_until_now({}, options) },
				options
			);
		}
	};
}

const which = {
	first: m.discharge_observed_first,
	worst: m.discharge_observed_worst,
	last: m.discharge_observed_last
};

function observationLines(facts: Facts, language: SummaryLanguage): string[] {
	const options = { locale: language };
	const { at } = clock(language, facts.hospital.time_zone);
	return facts.observations.map((taken) => {
		const values = [
			taken.respiratory_rate !== null &&
				m.discharge_value_rate({ value: taken.respiratory_rate }, options),
			taken.spo2 !== null && m.discharge_value_spo2({ value: taken.spo2 }, options),
			taken.on_oxygen && m.discharge_value_oxygen({}, options),
			taken.systolic !== null &&
				m.discharge_value_pressure(
					{ value: [taken.systolic, taken.diastolic].filter(Boolean).join('/') },
					options
				),
			taken.pulse !== null && m.discharge_value_pulse({ value: taken.pulse }, options),
			taken.temperature !== null &&
				m.discharge_value_temperature(
					{ value: taken.temperature.toLocaleString(languageTags[language]) },
					options
				),
			taken.news2_score !== null && m.discharge_value_news2({ value: taken.news2_score }, options)
		];
		return m.discharge_observation(
			{
				which: which[taken.which]({}, options),
				time: at(taken.observed_at),
				values: values.filter(Boolean).join(', ')
			},
			options
		);
	});
}

function followUpLines(facts: Facts, language: SummaryLanguage): string[] {
	const options = { locale: language };
	const { at, on } = clock(language, facts.hospital.time_zone);
	return [
		...facts.follow_ups.map(({ kind, doctor, due_from, due_until, reason }) => {
			const word = kind === 'test' ? m.discharge_follow_up_test : m.discharge_follow_up_visit;
			const line = word({ doctor, from: on(due_from), until: on(due_until) }, options);
			return reason ? `${line}: ${reason}` : line;
		}),
		...facts.appointments.map(({ starts_at, doctor, visit_type }) =>
			m.discharge_appointment({ time: at(starts_at), type: visit_type, doctor }, options)
		)
	];
}

/** A summary to begin with: what the records know, in words; the rest is the doctor's to write. */
export function composeSections(facts: Facts, language: SummaryLanguage): SectionTexts {
	const { at } = clock(language, facts.hospital.time_zone);
	const notes = facts.notes.map(({ noted_at, heading }) =>
		m.discharge_note({ time: at(noted_at), heading }, { locale: language })
	);
	return {
		diagnosis: '',
		reason: facts.reason ?? '',
		course: notes.join('\n'),
		findings: observationLines(facts, language).join('\n'),
		medicines: '',
		follow_up: followUpLines(facts, language).join('\n'),
		advice: ''
	};
}
