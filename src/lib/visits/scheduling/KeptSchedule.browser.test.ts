import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import KeptSchedule from './KeptSchedule.svelte';
import type { KeptVisit } from './kept';

const visit = (id: string, deceased: string | null): KeptVisit => ({
	id,
	starts_at: '2026-11-29T09:00:00Z',
	status: 'confirmed',
	patient_name: id,
	patient_mrn: 'LN00000012',
	patient_deceased_at: deceased,
	doctor_name: null,
	reason: null,
	room: null,
	alerts: [],
	allergies_denied: null
});

test('the schedule a device keeps marks who has died', async () => {
	const screen = await render(KeptSchedule, {
		visits: [visit('Ada', null), visit('Grace', '2026-11-03T10:00:00Z')],
		day: '2026-11-29',
		zone: 'UTC',
		now: new Date('2026-11-29T12:00:00Z')
	});
	await expect.element(screen.getByText('Died 3 Nov 2026')).toBeVisible();
	const row = screen.getByRole('listitem').filter({ hasText: 'Ada' });
	await expect.element(row).not.toHaveTextContent('Died');
});
