import { m } from '$lib/paraglide/messages.js';
import { formatDate } from '$lib/app/time/format';
import type { Tone } from '$lib/app/ui/types';
import type { FollowUp } from './queries';
import type { Rhythm } from './rhythm';

export function followUpStatus({ status, due_from, due_until }: FollowUp, today: string): string {
	if (status === 'booked') return m.follow_up_booked();
	if (status === 'done') return m.follow_up_done();
	if (status === 'cancelled') return m.follow_up_cancelled();
	if (due_until < today) return m.follow_up_overdue();
	return due_from <= today ? m.follow_up_due() : m.follow_up_open();
}

export function followUpTone({ status, due_from, due_until }: FollowUp, today: string): Tone {
	if (status === 'booked' || status === 'done') return 'success';
	if (status === 'cancelled' || due_from > today) return 'neutral';
	return due_until < today ? 'error' : 'warning';
}

export const dueWords = ({ due_from, due_until }: FollowUp) =>
	m.follow_up_between({ from: formatDate(due_from), until: formatDate(due_until) });

export function rhythmLabel(rhythm: Rhythm): string {
	switch (rhythm) {
		case '7 days':
			return m.follow_up_every_week();
		case '14 days':
			return m.follow_up_every_weeks({ count: 2 });
		case '21 days':
			return m.follow_up_every_weeks({ count: 3 });
		case '28 days':
			return m.follow_up_every_weeks({ count: 4 });
		case '1 month':
			return m.follow_up_every_month();
		case '3 months':
			return m.follow_up_every_months({ count: 3 });
	}
}
