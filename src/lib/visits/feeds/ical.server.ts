import ICAL from 'ical.js';
import { dayOf } from '$lib/app/time/days';
import { m } from '$lib/paraglide/messages.js';
import type { Calendar, CalendarEntry } from './schema';

/*
 * Writes calendars as RFC 5545 has them, with ical.js. On the server only: nobody's browser needs it.
 *
 * Times are written in UTC. An instant needs no rules of a time zone, so no clock change can move it and
 * no program has to be trusted with a VTIMEZONE; each shows it in its own zone.
 */

// The library counts a line without the blank that continues it: 74 and the blank are RFC 5545's 75.
ICAL.foldLength = 74;

interface Options {
	/** Where the app is, for the links: `https://lantern.example/base`. */
	app: string;
	/** For one visit to be taken over, rather than a calendar to be followed. */
	publish?: boolean;
	/** IANA zone of the hospital: the day a doctor's link leads to. */
	zone: string;
}

/** How often programs are asked to look again. */
const refreshEvery = 'PT15M';

/** A calendar as text, its lines ended by CRLF. The same data gives the same text, to the byte. */
export function calendarText(calendar: Calendar, options: Options): string {
	const root = new ICAL.Component('vcalendar');
	root.addPropertyWithValue('version', '2.0');
	root.addPropertyWithValue('prodid', '-//Lantern//Lantern//EN');
	root.addPropertyWithValue('calscale', 'GREGORIAN');
	if (options.publish) root.addPropertyWithValue('method', 'PUBLISH');
	else {
		const name = calendarName(calendar);
		addText(root, 'name', name);
		addText(root, 'x-wr-calname', name);
		addAs(root, 'refresh-interval', 'duration', ICAL.Duration.fromString(refreshEvery));
		addAs(root, 'x-published-ttl', 'duration', ICAL.Duration.fromString(refreshEvery));
	}
	for (const entry of calendar.entries) root.addSubcomponent(event(entry, calendar, options));
	return root.toString() + '\r\n';
}

function calendarName({ label, hospital, locale }: Calendar): string {
	return label ?? m.feeds_calendar_name({ hospital }, { locale });
}

function event(entry: CalendarEntry, calendar: Calendar, options: Options): ICAL.Component {
	const { locale, hospital, scope } = calendar;
	const component = new ICAL.Component('vevent');
	const link = options.app + pathOf(entry, scope, options.zone);
	const visit = entry.visit_type;

	component.addPropertyWithValue('uid', `${entry.id}@lantern`);
	// Without a METHOD this is when the visit last changed, not when the text was made.
	component.addPropertyWithValue('dtstamp', instant(entry.updated_at));
	component.addPropertyWithValue('created', instant(entry.created_at));
	component.addPropertyWithValue('last-modified', instant(entry.updated_at));
	component.addPropertyWithValue('sequence', entry.sequence);
	component.addPropertyWithValue('dtstart', instant(entry.starts_at));
	component.addPropertyWithValue('dtend', instant(entry.ends_at));
	component.addPropertyWithValue('status', statusOf(entry.status));
	addText(
		component,
		'summary',
		scope === 'doctor'
			? m.feeds_summary_doctor({ visit, patient: entry.patient ?? '' }, { locale })
			: m.feeds_summary_patient({ visit, doctor: entry.doctor ?? '' }, { locale })
	);
	addText(component, 'location', [entry.room, hospital].filter(Boolean).join(', '));
	addText(component, 'description', m.feeds_description({ link }, { locale }));
	component.addPropertyWithValue('url', link);
	// Calendars that are shared show others no more than that the time is taken.
	component.addPropertyWithValue('class', 'PRIVATE');
	return component;
}

/** What a program shows of a visit that awaits confirmation, stands, or is off. */
function statusOf(status: string): 'TENTATIVE' | 'CANCELLED' | 'CONFIRMED' {
	if (status === 'requested') return 'TENTATIVE';
	return status === 'cancelled' || status === 'no_show' ? 'CANCELLED' : 'CONFIRMED';
}

function pathOf({ id, starts_at }: CalendarEntry, scope: Calendar['scope'], zone: string): string {
	if (scope === 'patient') return `/portal/visits/${id}`;
	return `/today?day=${dayOf(starts_at, zone)}#visit-${id}`;
}

const instant = (iso: string): ICAL.Time => ICAL.Time.fromJSDate(new Date(iso), true);

function addAs(
	component: ICAL.Component,
	name: string,
	type: string,
	value: ICAL.Duration | string
): void {
	const property = new ICAL.Property(name);
	// Names the library does not know are written as they come, without escaping, until told their type.
	property.resetType(type);
	property.setValue(value);
	component.addProperty(property);
}

/**
 * Adds a text. The library escapes commas, semicolons, backslashes and line feeds, but lets other control
 * characters pass, among them those that some programs take for the end of a line.
 */
function addText(component: ICAL.Component, name: string, text: string): void {
	const clean = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');
	addAs(component, name, 'text', clean);
}
