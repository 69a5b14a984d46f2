import { m } from '$lib/paraglide/messages.js';
import type { Kind, Writing } from '$lib/app/time/written';

/** "dd/mm/yyyy hh:mm": how it is written, in letters. */
export function pattern(kind: Kind, { order, separator, twelve }: Writing): string {
	const letters = {
		d: m.forms_letters_day(),
		m: m.forms_letters_month(),
		y: m.forms_letters_year()
	};
	const day = [...order].map((part) => letters[part as keyof typeof letters]).join(separator);
	const time = twelve ? 'hh:mm AM' : 'hh:mm';
	return { date: day, time, datetime: `${day} ${time}` }[kind];
}
