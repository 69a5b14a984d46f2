import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import CareChooser from './CareChooser.svelte';

test('a doctor is found by a name whose particles are joined or parted, and without its marks', async () => {
	const [specialty, other] = ['s', 't'];
	const screen = await render(CareChooser, {
		catalogue: {
			specialties: [
				{ id: specialty, name: 'Cardiología', department_id: 'd' },
				{ id: other, name: 'Dermatology', department_id: 'd' }
			],
			doctors: [
				{ id: 'a', name: 'Dr. Omar Al-Rashid', specialty_id: specialty },
				{ id: 'b', name: 'Dr. Carmen de la Cruz', specialty_id: other }
			],
			visitTypes: []
		}
	});
	const field = screen.getByRole('searchbox');
	const doctors = () =>
		screen
			.getByRole('link')
			.elements()
			.map(({ textContent }) => /Dr\. [^,]*?(Al-Rashid|Cruz)/.exec(textContent)?.[1])
			.filter(Boolean);
	for (const [typed, found] of [
		['alrashid', ['Al-Rashid']],
		['al rashid', ['Al-Rashid']],
		['DELACRUZ', ['Cruz']],
		['rashid omar', ['Al-Rashid']],
		['omar cardiologia', ['Al-Rashid']],
		['dermatology', ['Cruz']],
		['§', []],
		['xyz', []]
	] as const) {
		await field.fill(typed);
		await expect.poll(() => [typed, doctors()]).toEqual([typed, found]);
	}
});
