import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import PatientAlerts from './PatientAlerts.svelte';

test('allergies, none known, not recorded and not to be seen are told apart', async () => {
	const screen = await render(PatientAlerts, { alerts: ['Latex'], denied: false });
	await expect.element(screen.getByText('Latex')).toBeVisible();
	await screen.rerender({ alerts: [], denied: true });
	await expect.element(screen.getByText('No known allergies')).toBeVisible();
	await screen.rerender({ alerts: [], denied: false });
	await expect.element(screen.getByText('Allergies not recorded')).toBeVisible();
	await screen.rerender({ alerts: [], denied: null });
	expect(screen.container.textContent.trim()).toBe('');
});
