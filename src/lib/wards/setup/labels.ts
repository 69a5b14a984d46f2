/** As many beds as are added at once at most; see `add_beds` in the database. */
const mostBeds = 50;

/**
 * The labels somebody typed for several beds: "A1, A2 101-1" as they are, "A08-A11" and "A08-11" as A08, A09,
 * A10, A11. Null for more than fit at once.
 */
export function labelsOf(text: string): string[] | null {
	const labels: string[] = [];
	for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
		const [, before = '', first = '', last = ''] =
			/^(.*?)(\d+)(?:-|–|\.\.)\1?(\d+)$/.exec(part) ?? [];
		const from = Number(first);
		const until = Number(last);
		// A row runs upwards; "101-1" is the first bed of room 101.
		if (!first || until < from) {
			labels.push(part);
			continue;
		}
		if (until - from >= mostBeds) return null;
		for (let number = from; number <= until; number += 1) {
			labels.push(before + String(number).padStart(first.length, '0'));
		}
	}
	return labels.length > mostBeds ? null : labels;
}
