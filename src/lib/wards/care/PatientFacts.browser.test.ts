import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import PatientFacts from './PatientFacts.svelte';
import type { WardPatient } from './queries';

const patient = (allergies: number, allergies_denied: boolean) =>
	({
		patient_birth_date: '1950-01-01',
		patient_sex: 'female',
		news2_score: null,
		open_tasks: 0,
		allergies,
		allergies_denied
	}) as WardPatient;
const props = { now: new Date(), zone: 'UTC' };

test('a nurse’s list says which patients nobody asked about allergies', async () => {
	const screen = await render(PatientFacts, { ...props, patient: patient(1, false) });
	await expect.element(screen.getByText('1 allergy')).toBeVisible();
	await screen.rerender({ patient: patient(0, false) });
	await expect.element(screen.getByText('Allergies not recorded')).toBeVisible();
	await screen.rerender({ patient: patient(0, true) });
	await expect.element(screen.getByText('No known allergies')).toBeVisible();
});
