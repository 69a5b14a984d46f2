import { m } from '$lib/paraglide/messages.js';
import type { LetterKind, LetterLanguage } from './kinds';

const kinds: Record<LetterKind, () => string> = {
	referral: m.letters_kind_referral,
	sick_note: m.letters_kind_sick_note,
	fitness: m.letters_kind_fitness,
	visit_summary: m.letters_kind_visit_summary,
	free: m.letters_kind_free
};
export const kindWord = (kind: string): string => (kinds[kind as LetterKind] ?? kinds.free)();

export const languageWords: Record<LetterLanguage, () => string> = {
	en: m.letters_language_en,
	es: m.letters_language_es
};
