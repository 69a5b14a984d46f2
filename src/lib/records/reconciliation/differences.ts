import { medicineName, takingWords } from '$lib/records/prescriptions/words';
import { decisions } from './choices';
import type { Reconciliation } from './queries';
import { toldLabel } from './words';

type Line = Reconciliation['lines'][number];

/** What it was called before it was decided on. */
export const nameBefore = ({ was, home }: Line) =>
	was ? medicineName(was) : (home?.medicine ?? '');

/** How it is taken from then on; nothing of what is not. */
export function takenNow(line: Line): string {
	if (line.becomes) {
		const name = medicineName(line.becomes);
		const taking = takingWords(line.becomes);
		return name === nameBefore(line) ? taking : `${name}, ${taking}`;
	}
	if (line.decision !== 'continue') return '';
	return line.was ? takingWords(line.was) : (line.home?.taking ?? '');
}

/** By decision, in the order they are told in. */
export const grouped = ({ lines }: Reconciliation) =>
	decisions
		.map((decision) => ({
			decision,
			lines: lines.filter((line) => line.decision === decision)
		}))
		.filter((group) => group.lines.length > 0);

/** What is not taken as it was before the stay, a line each, for a letter. */
export const differenceLines = (reconciliation: Reconciliation): string[] =>
	grouped(reconciliation)
		.filter(({ decision }) => decision !== 'continue')
		.flatMap(({ decision, lines }) =>
			lines.map((line) =>
				[
					`• ${toldLabel(decision)}: ${nameBefore(line)}`,
					takenNow(line) && ` → ${takenNow(line)}`,
					line.reason && ` (${line.reason})`
				]
					.filter(Boolean)
					.join('')
			)
		);
