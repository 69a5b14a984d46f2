import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';

interface Valid {
	valid_from: string | null;
	valid_until: string | null;
}

/** From when until when something is valid, in words; empty where nobody said. */
export function validity({ valid_from, valid_until }: Valid): string {
	if (valid_from && valid_until) {
		return m.particulars_from_until({
			from: formatDate(valid_from),
			until: formatDate(valid_until)
		});
	}
	if (valid_until) return m.particulars_until({ until: formatDate(valid_until) });
	return valid_from ? m.particulars_from({ from: formatDate(valid_from) }) : '';
}

export const isOver = ({ valid_until }: Valid, today: string): boolean =>
	valid_until !== null && valid_until < today;
