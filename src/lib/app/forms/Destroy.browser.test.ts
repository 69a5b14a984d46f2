import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import DestroySample from './DestroySample.svelte';

vi.mock('$app/state', () => ({ page: { form: null, url: new URL('http://lantern.invalid/x') } }));

test('what cannot be undone is asked for twice, and says before the second time what will happen', async () => {
	const screen = await render(DestroySample);
	const does = screen.getByRole('button', { name: 'Yes, revoke Hall' });
	await expect.element(does).not.toBeInTheDocument();
	await screen.getByText('Revoke', { exact: true }).click();
	await expect.element(screen.getByText('The screen goes dark.')).toBeVisible();
	await expect.element(does).toBeVisible();
});
