import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AlertPanel from './AlertPanel.svelte';
import { Toasts } from '$lib/app/ui/toasts.svelte';
import RecordedSample from './RecordedSample.svelte';

vi.mock('$app/navigation', async (original) => ({
	...(await original<typeof import('$app/navigation')>()),
	afterNavigate: () => {}
}));

const alert = {
	id: 'a',
	level: 'emergency',
	score: 8,
	circle: 1,
	raised_at: '2026-11-29T10:00:00Z',
	told: ['Dr. Amara Osei', 'Nora Vidal']
};
const now = new Date('2026-11-29T10:03:00Z');

test('an alert names those who were told of it', async () => {
	const props = { alert, isDoctor: true, answers: false, now, zone: 'UTC' };
	const screen = await render(AlertPanel, props);
	await expect.element(screen.getByText('Notified: Dr. Amara Osei, Nora Vidal')).toBeVisible();
});

test('an alert of which no one could be told says so', async () => {
	const props = { alert: { ...alert, told: [] }, isDoctor: true, answers: false, now, zone: 'UTC' };
	const screen = await render(AlertPanel, props);
	await expect
		.element(screen.getByText('No one could be notified. Call a doctor yourself.'))
		.toBeVisible();
	await expect
		.element(screen.getByText('The responsible staff have been notified.'))
		.not.toBeInTheDocument();
});

test('what was recorded is not green while an alert runs', async () => {
	const toasts = new Toasts();
	const recorded = async (done: string, alarming: boolean) => {
		const screen = await render(RecordedSample, { toasts, done, alarming });
		await vi.waitFor(() => expect(toasts.messages.at(-1)?.title).toContain('NEWS2'));
		await screen.unmount();
		return toasts.messages.at(-1)?.tone;
	};
	expect(await recorded('score-8', true)).toBe('info');
	expect(await recorded('score-0', false)).toBe('success');
});
