/**
 * Days and times of day as the hospital writes them in its fields. What people type there is read in `reading.ts`:
 * a form posts ISO, and without a script what was typed, which the server reads by the same rule.
 */
export type Kind = 'date' | 'time' | 'datetime';

export const orders = ['dmy', 'mdy', 'ymd'] as const;
/** Which of day, month and year comes first: 5/4/1971 is another day in New York than in Madrid. */
export type Order = (typeof orders)[number];

/** How the hospital writes. Found out by the server, so that no browser's own data can make it another day. */
export interface Writing {
	order: Order;
	separator: string;
	/** Twelve hours and AM or PM. */
	twelve: boolean;
}

/** As the hospital writes it: "05/04/1971", "10:00 PM"; what is not ISO stays as it was typed. */
export function write(kind: Kind, iso: string, { order, separator, twelve }: Writing): string {
	const parts = /^(?:(\d{4})-(\d{2})-(\d{2}))?(?:(?:^|T)(\d{2}):(\d{2})(?::\d{2})?)?$/.exec(iso);
	if (!parts) return iso;
	const [, y = '', m = '', d = '', hour, minute = ''] = parts;
	const day = [...order].map((part) => ({ d, m, y })[part] ?? '').join(separator);
	if (kind === 'date' || hour === undefined) return y && day;
	const hours = Number(hour);
	const time = twelve
		? `${hours % 12 || 12}:${minute} ${hours < 12 ? 'AM' : 'PM'}`
		: `${hour}:${minute}`;
	return kind === 'time' ? time : `${day} ${time}`;
}

/** The name of the hidden fields that say which fields of a form hold what was written, and how. */
export const writtenField = 'written';
export const writtenMark = (name: string, kind: Kind, order: Order) => `${kind} ${order} ${name}`;
