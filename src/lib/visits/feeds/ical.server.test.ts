import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarText } from './ical.server';
import type { Calendar, CalendarEntry } from './schema';

const options = { app: 'https://lantern.example', zone: 'Europe/Madrid' };

const entry = (changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
	id: '6f1f7a52-9a3c-4b66-8d57-0a8f1a1b2c3d',
	starts_at: '2026-12-01T08:00:00+00:00',
	ends_at: '2026-12-01T08:30:00+00:00',
	status: 'confirmed',
	sequence: 2,
	created_at: '2026-11-20T10:11:12.131415+00:00',
	updated_at: '2026-11-22T10:11:12.987654+00:00',
	visit_type: 'Consultation',
	doctor: 'Dr. Amara Osei',
	patient: null,
	room: 'Room 3',
	...changes
});

const calendar = (entries: CalendarEntry[], changes: Partial<Calendar> = {}): Calendar => ({
	scope: 'patient',
	locale: 'en',
	hospital: 'Lantern General Hospital',
	label: null,
	entries,
	...changes
});

const parsed = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]);
const eventsOf = (text: string) => parsed(text).getAllSubcomponents('vevent');
const valueOf = (component: ICAL.Component | undefined, name: string) =>
	component?.getFirstPropertyValue(name);

/** What RFC 5545 asks for and the library does not promise; empty when all is well. */
function problemsOf(text: string): string[] {
	const problems: string[] = [];
	if (!text.endsWith('\r\n')) problems.push('the last line does not end');
	if (/\r(?!\n)|(?<!\r)\n/.test(text)) problems.push('a line ends by half');
	const lines = text.split('\r\n').slice(0, -1);
	for (const line of lines) {
		if (Buffer.byteLength(line) > 75) problems.push(`over 75 octets: ${line}`);
		if (/(?!\t)[\p{Cc}\u2028\u2029]/u.test(line)) problems.push('a control character');
	}
	const open: { name: string; properties: Record<string, number> }[] = [];
	for (const line of text
		.replace(/\r\n[ \t]/g, '')
		.split('\r\n')
		.slice(0, -1)) {
		const [, name, value] = /^([A-Z0-9-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
		if (!name) problems.push(`no content line: ${line}`);
		else if (name === 'BEGIN') open.push({ name: value ?? '', properties: {} });
		else if (name === 'END') {
			const closed = open.pop();
			if (closed?.name !== value) problems.push(`${value} ends out of turn`);
			const once =
				value === 'VEVENT'
					? ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SEQUENCE', 'STATUS', 'SUMMARY', 'LAST-MODIFIED']
					: ['VERSION', 'PRODID', 'CALSCALE'];
			for (const required of once) {
				const times = closed?.properties[required] ?? 0;
				if (times !== 1) problems.push(`${value} has ${times} of ${required}`);
			}
		} else {
			const inside = open.at(-1);
			if (!inside) problems.push(`outside of everything: ${line}`);
			else inside.properties[name] = (inside.properties[name] ?? 0) + 1;
		}
	}
	if (open.length > 0) problems.push('something does not end');
	return problems;
}

describe('a calendar', () => {
	test('of no visits is one nevertheless, and says how often to look again', () => {
		const text = calendarText(calendar([]), options);
		expect(problemsOf(text)).toEqual([]);
		expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n');
		expect(text).toMatch(/X-PUBLISHED-TTL(;VALUE=DURATION)?:PT15M\r\n/);
		expect(text).not.toContain('METHOD');
		expect(text).not.toContain('VALARM');
		expect(valueOf(parsed(text), 'x-wr-calname')).toBe('Visits · Lantern General Hospital');
		expect(valueOf(parsed(calendarText(calendar([], { locale: 'es' }), options)), 'name')).toBe(
			'Citas · Lantern General Hospital'
		);
		expect(
			valueOf(parsed(calendarText(calendar([], { label: 'Phone' }), options)), 'x-wr-calname')
		).toBe('Phone');
	});

	test('says of a visit when, with whom, where and which version', () => {
		const text = calendarText(calendar([entry()]), options);
		expect(problemsOf(text)).toEqual([]);
		for (const line of [
			'UID:6f1f7a52-9a3c-4b66-8d57-0a8f1a1b2c3d@lantern',
			'DTSTAMP:20261122T101112Z',
			'LAST-MODIFIED:20261122T101112Z',
			'SEQUENCE:2',
			'DTSTART:20261201T080000Z',
			'DTEND:20261201T083000Z',
			'STATUS:CONFIRMED',
			'SUMMARY:Dr. Amara Osei · Consultation',
			'LOCATION:Room 3\\, Lantern General Hospital',
			'CLASS:PRIVATE'
		]) {
			expect(text.split('\r\n')).toContain(line);
		}
		expect(valueOf(eventsOf(text)[0], 'url')).toBe(
			'https://lantern.example/portal/visits/6f1f7a52-9a3c-4b66-8d57-0a8f1a1b2c3d'
		);
	});

	test('of a doctor says who comes as the database told it, and leads to the day', () => {
		const one = entry({ doctor: null, patient: 'A. L.', starts_at: '2026-12-01T23:30:00Z' });
		const text = calendarText(calendar([one], { scope: 'doctor' }), options);
		const [event] = eventsOf(text);
		expect(valueOf(event, 'summary')).toBe('Visit: Consultation · A. L.');
		// Half past eleven UTC is the next day in Madrid.
		expect(valueOf(event, 'url')).toBe(
			`https://lantern.example/today?day=2026-12-02#visit-${one.id}`
		);
	});

	test('tells what awaits confirmation and what is off', () => {
		const statuses = {
			requested: 'TENTATIVE',
			confirmed: 'CONFIRMED',
			checked_in: 'CONFIRMED',
			completed: 'CONFIRMED',
			cancelled: 'CANCELLED',
			no_show: 'CANCELLED'
		};
		for (const [status, shown] of Object.entries(statuses)) {
			const [event] = eventsOf(calendarText(calendar([entry({ status })]), options));
			expect(valueOf(event, 'status'), status).toBe(shown);
		}
	});

	test('is the same to the byte while the visits are the same', () => {
		const visits = [entry(), entry({ id: '00000000-9a3c-4b66-8d57-0a8f1a1b2c3d' })];
		expect(calendarText(calendar(visits), options)).toBe(calendarText(calendar(visits), options));
	});

	test('of one visit to take over says so', () => {
		const text = calendarText(calendar([entry()]), { ...options, publish: true });
		expect(problemsOf(text)).toEqual([]);
		expect(text).toContain('METHOD:PUBLISH\r\n');
		expect(text).not.toContain('REFRESH-INTERVAL');
	});
});

describe('whatever the names are', () => {
	const hostile = [
		'Commas, semicolons; and "quotes": all, of; them',
		'Back\\slash \\n \\, \\; \\\\',
		'Line\nfeed\r\nand both\rand a lone return',
		'Injected\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil',
		'Injected\rEND:VEVENT\rBEGIN:VALARM\rACTION:DISPLAY\rEND:VALARM',
		'Header\nATTACH:https://evil.example/x',
		'Emoji 👩🏽‍⚕️👨‍👩‍👧‍👦🏳️‍🌈 '.repeat(12),
		'日本語の名前がとても長いので折り返しが必要になります'.repeat(6),
		'é'.repeat(200),
		'x'.repeat(1000),
		'Control \u0000\u0007\u001b[31m\u007f\u000b\u000c end',
		'Bidi \u202Eevil\u202C and joiners \u200D\u2028\u2029',
		'',
		' leading and trailing ',
		'=?utf-8?q?encoded?=',
		"^n^'^^ caret codes",
		':;,=BEGIN:VCALENDAR'
	];
	const clean = (text: string) =>
		text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');

	for (const name of hostile) {
		test(`${JSON.stringify(name.slice(0, 40))} stays where it belongs`, () => {
			const text = calendarText(
				calendar([entry({ visit_type: name, doctor: name, room: name })], {
					hospital: name,
					label: name || null
				}),
				options
			);
			expect(problemsOf(text)).toEqual([]);
			const events = eventsOf(text);
			expect(events).toHaveLength(1);
			expect(events[0]?.getAllSubcomponents()).toEqual([]);
			expect(events[0]?.getAllProperties().map((property) => property.name)).toEqual([
				'uid',
				'dtstamp',
				'created',
				'last-modified',
				'sequence',
				'dtstart',
				'dtend',
				'status',
				'summary',
				'location',
				'description',
				'url',
				'class'
			]);
			expect(valueOf(events[0], 'summary')).toBe(clean(`${name} · ${name}`));
			expect(valueOf(events[0], 'location')).toBe(clean([name, name].filter(Boolean).join(', ')));
			if (name) expect(valueOf(parsed(text), 'x-wr-calname')).toBe(clean(name));
		});
	}
});

describe('on the day the clocks change', () => {
	/** Around each change, in steps of a quarter of an hour: the hour that is left out, or there twice. */
	const changes: [string, string][] = [
		['Europe/Madrid', '2026-03-29T01:00:00Z'],
		['Europe/Madrid', '2026-10-25T01:00:00Z'],
		['America/New_York', '2026-03-08T07:00:00Z'],
		['America/New_York', '2026-11-01T06:00:00Z'],
		['Australia/Lord_Howe', '2027-04-03T15:00:00Z'],
		['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
		['America/St_Johns', '2026-11-01T04:30:00Z'],
		['Africa/Casablanca', '2027-02-07T02:00:00Z'],
		['Asia/Kathmandu', '2026-06-01T00:00:00Z']
	];
	for (const [zone, change] of changes) {
		test(`${zone}, ${change.slice(0, 10)}: every visit keeps its instant`, () => {
			const starts = Array.from({ length: 24 }, (_, step) =>
				new Date(Date.parse(change) + (step - 12) * 15 * 60_000).toISOString()
			);
			const visits = starts.map((starts_at, n) =>
				entry({
					id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
					starts_at,
					ends_at: new Date(Date.parse(starts_at) + 30 * 60_000).toISOString()
				})
			);
			const text = calendarText(calendar(visits), { ...options, zone });
			expect(problemsOf(text)).toEqual([]);
			const times = eventsOf(text).map((event) => {
				const [from, to] = ['dtstart', 'dtend'].map((name) => valueOf(event, name));
				if (!(from instanceof ICAL.Time) || !(to instanceof ICAL.Time)) throw new Error('no time');
				expect(from.zone).toBe(ICAL.Timezone.utcTimezone);
				expect(to.toJSDate().getTime() - from.toJSDate().getTime()).toBe(30 * 60_000);
				return from.toJSDate().toISOString();
			});
			expect(times).toEqual(starts);
			expect(new Set(times).size).toBe(24);
		});
	}
});
