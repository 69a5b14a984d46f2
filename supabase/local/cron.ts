/** When a job is due: at minutes that match, or every so many seconds. */
export type Schedule =
	{ kind: 'minutes'; matches(moment: Date): boolean } | { kind: 'interval'; seconds: number };

const macros: Record<string, string> = {
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
	'@monthly': '0 0 1 * *',
	'@weekly': '0 0 * * 0',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@hourly': '0 * * * *'
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
	values: Set<number>;
	/** Cron treats a day field that begins with `*` as no restriction. */
	unrestricted: boolean;
}

/**
 * Reads a schedule as pg_cron does: minute, hour, day of month, month, weekday in UTC, each with
 * lists, ranges, steps and names; `$` for a month's last day; macros; or `30 seconds`.
 *
 * @throws if it is none of these
 */
export function parseSchedule(text: string): Schedule {
	const trimmed = text.trim().toLowerCase();
	const seconds = Number(/^(\d+) seconds?$/.exec(trimmed)?.[1]);
	if (seconds >= 1 && seconds <= 59) return { kind: 'interval', seconds };

	const fields = (macros[trimmed] ?? trimmed).split(/\s+/);
	const [minute, hour, day, month, weekday] = fields;
	if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) {
		throw new Error(`invalid schedule: ${text}`);
	}
	const minutes = parseField(minute, 0, 59);
	const hours = parseField(hour, 0, 23);
	const lastDay = day.split(',').includes('$');
	const daysText = day
		.split(',')
		.filter((part) => part !== '$')
		.join(',');
	const days = daysText ? parseField(daysText, 1, 31) : { values: new Set(), unrestricted: false };
	const monthsOfYear = parseField(month, 1, 12, months, 1);
	// 0 and 7 are both Sunday.
	const daysOfWeek = parseField(weekday, 0, 7, weekdays, 0);
	if (daysOfWeek.values.has(7)) daysOfWeek.values.add(0);

	return {
		kind: 'minutes',
		matches(moment) {
			const isLast = new Date(moment.getTime() + 86_400_000).getUTCDate() === 1;
			const onDay = days.values.has(moment.getUTCDate()) || (lastDay && isLast);
			const onWeekday = daysOfWeek.values.has(moment.getUTCDay());
			// Restricting both means either; restricting one means that one.
			const onDate =
				days.unrestricted || daysOfWeek.unrestricted ? onDay && onWeekday : onDay || onWeekday;
			return (
				minutes.values.has(moment.getUTCMinutes()) &&
				hours.values.has(moment.getUTCHours()) &&
				monthsOfYear.values.has(moment.getUTCMonth() + 1) &&
				onDate
			);
		}
	};
}

function parseField(
	text: string,
	lowest: number,
	highest: number,
	names: string[] = [],
	firstName = 0
): Field {
	const number = (part: string): number => {
		const named = names.indexOf(part);
		const value = named >= 0 ? named + firstName : /^\d+$/.test(part) ? Number(part) : NaN;
		if (!(value >= lowest && value <= highest)) throw new Error(`invalid schedule: ${text}`);
		return value;
	};
	const values = new Set<number>();
	for (const part of text.split(',')) {
		const [, range = '', stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
		const step = stepText === undefined ? 1 : Number(stepText);
		if (!range || step < 1) throw new Error(`invalid schedule: ${text}`);
		const [from, until, ...rest] = range === '*' ? [] : range.split('-');
		if (rest.length > 0) throw new Error(`invalid schedule: ${text}`);
		const first = from === undefined ? lowest : number(from);
		// `5/15` runs from 5 to the end, as `5-59/15` does.
		const open = from === undefined || (until === undefined && stepText !== undefined);
		const last = open ? highest : number(until ?? from ?? '');
		if (first > last) throw new Error(`invalid schedule: ${text}`);
		for (let value = first; value <= last; value += step) values.add(value);
	}
	return { values, unrestricted: text.startsWith('*') };
}
