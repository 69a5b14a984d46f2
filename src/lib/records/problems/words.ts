import { formatAs, formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { displayOf } from '$lib/records/codes/words';
import type { CodedEntry, EntryKind } from './entries';

const words = {
	status: {
		active: m.problems_status_active,
		inactive: m.problems_status_inactive,
		resolved: m.problems_status_resolved
	},
	certainty: {
		confirmed: m.problems_certainty_confirmed,
		provisional: m.problems_certainty_provisional,
		differential: m.problems_certainty_differential
	},
	side: { left: m.problems_side_left, right: m.problems_side_right, both: m.problems_side_both },
	rank: { primary: m.problems_rank_primary, secondary: m.problems_rank_secondary }
} satisfies Record<string, Record<string, () => string>>;

const said = (list: Record<string, () => string>, key: string | null) =>
	key === null ? '' : (list[key]?.() ?? key);

export const statusLabel = (key: string) => said(words.status, key);
export const certaintyLabel = (key: string) => said(words.certainty, key);
export const sideLabel = (key: string | null) => said(words.side, key);
export const rankLabel = (key: string) => said(words.rank, key);

/** "2019", "Apr 2019", "30 Apr 2019". */
export function partialDateWords(text: string): string {
	if (text.length === 4) return text;
	if (text.length === 7) return formatAs(`${text}-01`, 'UTC', { month: 'short', year: 'numeric' });
	return formatDate(text);
}

const wrong: Record<string, () => string> = {
	code_id: m.problems_error_code,
	text: m.problems_error_code,
	onset: m.problems_error_onset,
	ended_on: m.problems_error_ended_on,
	performed_on: m.problems_error_day,
	reason: m.problems_error_reason
};
/** What a key of a schema says. */
export const wrongWords = (key: string) => wrong[key]?.() ?? m.forms_unfit();

const kinds: Record<EntryKind, () => string> = {
	problem: m.problems_strike_problem,
	diagnosis: m.problems_strike_diagnosis,
	procedure: m.problems_strike_procedure,
	family: m.problems_strike_family,
	social: m.problems_strike_social,
	immunisation: m.problems_strike_immunisation,
	measurement: m.problems_strike_measurement
};
/** What is struck out, for the button that does it. */
export const strikeLabel = (kind: EntryKind) => kinds[kind]();

/** At what a diagnosis was made. */
export const ofWhat = (kind: string): string =>
	kind === 'visit'
		? m.problems_visit()
		: kind === 'stay'
			? m.problems_stay()
			: m.problems_contact();

/** What an entry is called: words as they were written, what a code was called in the reader's language. */
export const entryText = ({ text, code }: Pick<CodedEntry, 'text' | 'code'>): string =>
	code && code.display === text ? displayOf(code) : text;
