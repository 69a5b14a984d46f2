import { m } from '$lib/paraglide/messages.js';
import type { Section } from './content';
import type { NoteKind } from './kinds';

const kinds: Record<NoteKind, () => string> = {
	visit: m.notes_kind_visit,
	progress: m.notes_kind_progress,
	admission: m.notes_kind_admission,
	consultation: m.notes_kind_consultation,
	procedure: m.notes_kind_procedure,
	telephone: m.notes_kind_telephone,
	other: m.notes_kind_other
};
export const kindWord = (kind: string): string => (kinds[kind as NoteKind] ?? kinds.other)();

/** What a note is called: by its template, or by its kind. */
export const noteTitle = ({ title, kind }: { title: string | null; kind: string }): string =>
	title ?? kindWord(kind);

const sections: Record<string, () => string> = {
	subjective: m.notes_section_subjective,
	objective: m.notes_section_objective,
	assessment: m.notes_section_assessment,
	plan: m.notes_section_plan,
	history: m.notes_section_history,
	question: m.notes_section_question,
	indication: m.notes_section_indication,
	procedure: m.notes_section_procedure,
	findings: m.notes_section_findings,
	note: m.notes_section_note
};
export const sectionTitle = ({ title, key }: Pick<Section, 'title' | 'key'>): string =>
	title || sections[key]?.() || key;
