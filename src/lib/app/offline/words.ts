import { m } from '$lib/paraglide/messages.js';

/** How old something is, in the largest unit that fits. */
export function ageWords(at: string, now: Date): string {
	const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 60_000));
	if (minutes === 0) return m.offline_age_now();
	if (minutes < 120) return m.offline_age_minutes({ count: minutes });
	return m.offline_age_hours({ count: Math.floor(minutes / 60) });
}
