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
	/** Rooms, beds and people of a ward, as they are set up. */
	wardSetup: 'lantern:ward-setup',
	/** Who asks for a bed, and what is kept for them. */
	bedRequests: 'lantern:bed-requests',
	/** Beds to be cleaned. */
	cleaning: 'lantern:cleaning',
	/** One stay in the hospital: who, where, and how they are. */
	admission: 'lantern:admission',
	/** Observations of a patient, and the alerts they raised. */
	observations: 'lantern:observations',
	/** Nursing tasks, notes and who looks after whom. */
	care: 'lantern:care',
	/** What must be done before a patient leaves. */
	discharge: 'lantern:discharge',
	/** The screens on a ward's walls. */
	displays: 'lantern:displays',
	/** How wards were used, and will be. */
	wardFigures: 'lantern:ward-figures',
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
