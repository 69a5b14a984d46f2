import { m } from '$lib/paraglide/messages.js';
import { doseTimes } from './queries';
import { behind } from './round';
import type { BoardMarks, TimedMark } from '$lib/wards/board/timed-marks';

/** How many doses are late or missed, from when on. */
export function doseMarks(late: readonly string[], missed: readonly string[]): TimedMark[] {
	const moments = [...new Set([...late, ...missed])].sort((a, b) => Date.parse(a) - Date.parse(b));
	const times = [{ admission_id: '', late_at: [...late], missed_at: [...missed] }];
	return moments.map((from) => {
		const { late: waiting, missed: gone } = behind(times, new Date(from));
		return {
			from,
			text: [
				gone > 0 && m.administration_board_missed({ count: gone }),
				waiting > 0 && m.administration_board_late({ count: waiting })
			]
				.filter(Boolean)
				.join(' · '),
			short: String(gone + waiting),
			tone: gone > 0 ? 'error' : 'warning'
		};
	});
}

const marks: BoardMarks = async (client, wardId) => {
	const times = await doseTimes(client, wardId);
	return new Map(
		times.map(({ admission_id, late_at, missed_at }) => [
			admission_id,
			doseMarks(late_at, missed_at)
		])
	);
};

export default marks;
