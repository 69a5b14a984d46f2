import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Allergies from './Allergies.svelte';

const nothing = { known: [], reported: null, denied_at: null, denied_by: null };
const asked = {
	known: [],
	reported: null,
	denied_at: '2026-11-21T09:30:00Z',
	denied_by: 'Nora Vidal'
};
const latex = {
	id: 'l',
	substance: 'Latex',
	reaction: 'Rash',
	severity: 'mild',
	kind: 'allergy',
	category: null,
	certainty: 'confirmed'
};

test('a record tells no known allergies, with who asked and when, from none recorded', async () => {
	const screen = await render(Allergies, {
		allergies: nothing,
		writes: false,
		zone: 'UTC',
		about: 'app:family'
	});
	await expect.element(screen.getByText('Allergies not recorded')).toBeVisible();
	await screen.rerender({ allergies: asked });
	await expect
		.element(screen.getByText('No known allergies (asked by Nora Vidal, 21 Nov 2026'))
		.toBeVisible();
	await screen.rerender({ allergies: { ...nothing, known: [latex] } });
	await expect.element(screen.getByText('Latex')).toBeVisible();
	await expect.element(screen.getByText(/not recorded|No known/)).not.toBeInTheDocument();
});

test('what was stated at registration stands as unconfirmed, with who took it down', async () => {
	const reported = [
		{
			id: 'r',
			answer: 'known' as const,
			words: 'Nuts, since a child',
			reported_at: '2026-11-21T09:30:00Z',
			taken_by: 'Rita Sanz'
		}
	];
	const screen = await render(Allergies, {
		allergies: { ...nothing, reported },
		writes: false,
		zone: 'UTC',
		about: 'app:family'
	});
	await expect.element(screen.getByText('Reported at registration, to be confirmed')).toBeVisible();
	await expect.element(screen.getByText('Nuts, since a child')).toBeVisible();
	await expect.element(screen.getByText(/Taken down by Rita Sanz, 21 Nov 2026/)).toBeVisible();
	// A statement is no record: that nobody has confirmed anything stays said.
	await expect.element(screen.getByText('Allergies not recorded')).toBeVisible();
});

test('who may not write allergies down is offered no button', async () => {
	const screen = await render(Allergies, {
		allergies: asked,
		writes: false,
		zone: 'UTC',
		about: 'app:family'
	});
	await expect.element(screen.getByText('No known allergies (asked by')).toBeVisible();
	await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
});
