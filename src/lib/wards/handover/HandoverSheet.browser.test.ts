import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import HandoverSheet from './HandoverSheet.svelte';

vi.mock('$lib/app/live/status.svelte', () => ({ liveStatus: () => null }));
vi.mock('$lib/app/ui/toaster', () => ({ toaster: () => null }));
vi.mock('$app/state', () => ({ page: { data: { hospital: { time_zone: 'UTC' } } } }));

test('a handover marks who has died since', async () => {
	const [ada, grace] = [crypto.randomUUID(), crypto.randomUUID()];
	const screen = await render(HandoverSheet, {
		sheetId: 'sheet',
		ward: { id: 'ward', name: 'A' },
		patients: [],
		texts: { [ada]: 'slept well', [grace]: 'comfort first' },
		departed: {
			[ada]: { name: 'Ada', deceased_at: null },
			[grace]: { name: 'Grace', deceased_at: '2026-11-03T10:00:00Z' }
		},
		colleagues: {},
		staffId: null,
		isCurrent: false,
		now: new Date(),
		zone: 'UTC'
	});
	const section = (name: string) => screen.getByRole('region', { name });
	await expect.element(section('Grace')).toHaveTextContent('Died 3 Nov 2026');
	await expect.element(section('Ada')).not.toHaveTextContent('Died');
});
