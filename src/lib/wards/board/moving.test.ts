import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Bed } from './board';
import { Moving } from './moving.svelte';

vi.mock('$lib/app/supabase/browser', () => ({
	browserClient: () => Promise.reject(new Error('Failed to fetch dynamically imported module'))
}));

const unhandled = vi.fn();
beforeAll(() => void process.on('unhandledRejection', unhandled));
afterAll(() => void process.off('unhandledRejection', unhandled));

test('somebody is carried though it cannot be asked what fits', async () => {
	const bed = { bed_id: 'b1', bed_label: 'N1', admission_id: 'a1', patient_name: 'Ada' };
	const moving = new Moving(() => ({ ...bed, state: 'occupied' }) as unknown as Bed);
	moving.lift('b1', null);
	await new Promise((later) => setTimeout(later, 5));

	expect(moving.patient).toMatchObject({ admission_id: 'a1' });
	expect(unhandled).not.toHaveBeenCalled();
});
