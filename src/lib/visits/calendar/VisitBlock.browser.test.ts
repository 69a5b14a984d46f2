import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import VisitBlock from './VisitBlock.svelte';

const start = Date.parse('2026-11-23T09:00:00Z');
const visit = (deceasedAt: string | null) => ({
	id: 'visit',
	start,
	end: start + 1_800_000,
	status: 'confirmed' as const,
	doctorId: 'osei',
	roomId: null,
	typeId: 'type',
	patientId: 'ada',
	patient: 'Ada Lovelace',
	mrn: 'LN00000012',
	deceasedAt,
	overbookReason: null,
	version: '1'
});

test('a visit in the calendar marks who has died, in words where there is room for them', async () => {
	const props = {
		names: { types: { type: 'Consultation' }, doctors: { osei: 'Dr. Osei' }, rooms: {} },
		zone: 'UTC',
		style: 'position: relative; width: 20rem',
		low: false,
		narrow: false,
		movable: false,
		lifted: false,
		waiting: false,
		dimmed: false,
		help: 'help',
		onopen: () => {},
		onpointerdown: () => {},
		onkeydown: () => {}
	};
	const screen = await render(VisitBlock, { ...props, visit: visit('2026-11-03T10:00:00Z') });
	const block = screen.getByRole('button');
	await expect.element(block).toHaveTextContent('Died 3 Nov 2026');
	await screen.rerender({ narrow: true });
	await expect.element(block).toHaveAccessibleName(/Died 3 Nov 2026/);
	await expect.element(block).not.toHaveTextContent('Died');
	expect(block.element().querySelector('.lucide-ribbon')).not.toBeNull();
	await screen.rerender({ visit: visit(null) });
	await expect.element(block).not.toHaveAccessibleName(/Died/);
	expect(block.element().querySelector('.lucide-ribbon')).toBeNull();
});
