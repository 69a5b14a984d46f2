import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

/** What it takes to speak with a patient and to receive them. */
export interface Needs {
	/** BCP 47 tag; null: nobody has to interpret. */
	interpreter: string | null;
	hearing: string | null;
	sight: string | null;
	mobility: string | null;
	easy_language: boolean;
	note: string | null;
	/** The version a writer must have seen. */
	updated_at: string;
}

/** A language by its name in the reader's. */
export const languageName = (tag: string): string =>
	new Intl.DisplayNames(getLocale(), { type: 'language' }).of(tag) ?? tag;

const labels: Record<string, () => string> = {
	hard_of_hearing: m.patients_need_hard_of_hearing,
	deaf: m.patients_need_deaf,
	sign_language: m.patients_need_sign_language,
	low_vision: m.patients_need_low_vision,
	blind: m.patients_need_blind,
	walking_aid: m.patients_need_walking_aid,
	wheelchair: m.patients_need_wheelchair,
	stretcher: m.patients_need_stretcher
};
export const needLabel = (need: string): string => labels[need]?.() ?? need;

/** Each need in words, what takes the longest to arrange first; none where there are none. */
export function needsInWords(needs: Needs | null): string[] {
	if (!needs) return [];
	return [
		needs.interpreter && m.patients_need_interpreter({ language: languageName(needs.interpreter) }),
		needs.hearing && needLabel(needs.hearing),
		needs.sight && needLabel(needs.sight),
		needs.mobility && needLabel(needs.mobility),
		needs.easy_language && m.patients_need_easy_language(),
		needs.note
	].filter((said) => typeof said === 'string' && said !== '') as string[];
}
