/**
 * What `depends` and `invalidate` call the things a page loads: a broadcast makes one of them stale, and only the
 * loads that read it run again.
 */
export const liveKeys = {
	access: 'lantern:access',
	/** A patient's own visits. */
	visits: 'lantern:visits',
	/** A doctor's day. */
	day: 'lantern:day',
	/** Free slots on offer. */
	slots: 'lantern:slots',
	/** The visits at the desk. */
	reception: 'lantern:reception',
	/** Beds and who lies in them. */
	board: 'lantern:board',
	/** The figures of all wards. */
	wards: 'lantern:wards',
	notifications: 'lantern:notifications',
	/** The calendar of doctors, rooms and departments. */
	calendar: 'lantern:calendar',
	/** One visit as staff see it, and the list of all. */
	visit: 'lantern:visit',
	/** A doctor's hours, absences, and the visits they touch. */
	availability: 'lantern:availability',
	/** Who works here, where, and what can be visited. */
	directory: 'lantern:directory',
	/** Who waits for a time, and what they were offered. */
	waitlist: 'lantern:waitlist',
	/** The waiting rooms. */
	queue: 'lantern:queue',
	/** What was sent to patients. */
	deliveries: 'lantern:deliveries',
	/** Whose records an account answers for. */
	family: 'lantern:family',
	/** The calendars a person follows from elsewhere. */
	feeds: 'lantern:feeds'
} as const;
