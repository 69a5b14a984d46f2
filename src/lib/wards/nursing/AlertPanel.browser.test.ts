import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AlertPanel from './AlertPanel.svelte';
import RecordedNote from './RecordedNote.svelte';

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
	const screen = await render(RecordedNote, { done: 'score-8', alarming: true });
	const note = screen.getByRole('status');
	await expect.element(note).toHaveTextContent('Recorded. NEWS2 is 8.');
	expect(note.element().className).not.toContain('success');
	await screen.rerender({ done: 'score-0', alarming: false });
	expect(note.element().className).toContain('success');
});
