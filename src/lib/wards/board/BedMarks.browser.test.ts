import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Bed } from './board';
import BedMarks from './BedMarks.svelte';

const bed = (allergies: number | null, allergies_denied: boolean | null) =>
	({ allergies, allergies_denied, news2_score: null }) as Bed;
const props = { now: new Date(), zone: 'UTC' };

for (const small of [false, true]) {
	test(`a bed says that nobody asked about allergies${small ? ', on little room too' : ''}`, async () => {
		const screen = await render(BedMarks, { ...props, small, bed: bed(2, false) });
		await expect.element(screen.getByText('2 allergies')).toBeInTheDocument();
		await screen.rerender({ bed: bed(0, false) });
		await expect.element(screen.getByText('Allergies not recorded')).toBeInTheDocument();
		for (const [known, denied] of [
			[0, true],
			[null, null]
		] as const) {
			await screen.rerender({ bed: bed(known, denied) });
			expect(screen.container.textContent.trim()).toBe('');
		}
	});
}
