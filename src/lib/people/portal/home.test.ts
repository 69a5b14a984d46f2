import { expect, test } from 'vitest';
import { byExpiry, type HomeItem } from './home';

const item = (id: string, until: string): HomeItem => ({
	id,
	until,
	title: '',
	text: '',
	action: '',
	href: '',
	patient: null
});

test('an offer with minutes left stands above what is due in days, however each writes its instant', () => {
	const sorted = byExpiry([
		item('check-up', '2026-12-20T00:00:00.000Z'),
		item('offer', '2026-11-29T11:46:00+01:00'),
		item('overdue', '2026-11-01T00:00:00.000Z')
	]);
	expect(sorted.map(({ id }) => id)).toEqual(['overdue', 'offer', 'check-up']);
});
