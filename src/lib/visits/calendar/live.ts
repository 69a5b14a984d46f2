import { liveKey } from '$lib/app/live/keys';

/** The calendar of doctors, rooms and departments. */
export const calendarKey = liveKey('calendar');
