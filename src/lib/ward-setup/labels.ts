/** As many beds as are added at once at most; see `add_beds` in the database. */
export const mostBeds = 50;

/**
 * The labels somebody typed for several beds: "A1, A2 B7" as they are, "A08-A11" as A08, A09, A10, A11. Null
 * for a row that does not run upwards, or for more than fit at once.
 */
export function labelsOf(text: string): string[] | null {
	const labels: string[] = [];
	for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
		const row = /^(.*?)(\d+)\s*(?:-|–|\.\.)\s*(.*?)(\d+)$/.exec(part);
		if (!row) {
			labels.push(part);
			continue;
		}
		const [, before = '', first = '', again = '', last = ''] = row;
		const from = Number(first);
		const until = Number(last);
		if ((again && again !== before) || until < from || until - from >= mostBeds) return null;
		for (let number = from; number <= until; number += 1) {
			labels.push(before + String(number).padStart(first.length, '0'));
		}
	}
	return labels.length > mostBeds ? null : labels;
}
