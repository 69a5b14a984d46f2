import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Effect } from './change';
import EffectList from './EffectList.svelte';

const nobody: Effect = {
	seen: 'x',
	role: { id: 'porter', name: 'Porter', kind: 'staff' },
	people: [],
	adds: [],
	removes: [],
	gains: [],
	loses: [],
	without_role: []
};
const named = (...names: string[]) =>
	names.map((name) => ({ user_id: name, staff_id: name, name }));
const roles = [{ id: 'nurse', name: 'Nurse' }];

test('what a role allows, and who gains and loses what, is said in words and by name', async () => {
	const screen = await render(EffectList, {
		roles,
		reviewed: {
			change: {
				do: 'change_role',
				role_id: 'porter',
				name: 'Porters',
				add: ['beds.manage'],
				remove: ['charts.read']
			},
			effect: {
				...nobody,
				adds: ['beds.manage'],
				removes: ['charts.read'],
				gains: [{ permission_id: 'beds.manage', people: named('Ann Bell', 'Cy Dow') }],
				loses: [{ permission_id: 'charts.read', people: named('Ann Bell') }],
				without_role: []
			}
		}
	});
	await expect.element(screen.getByText('New name: Porters')).toBeVisible();
	const lists = screen.getByRole('listitem');
	await expect.element(lists.nth(0)).toHaveTextContent('Set up, close and reopen beds');
	await expect
		.element(lists.nth(1))
		.toHaveTextContent('Read the clinical records of patients in their care');
	const losing = screen.getByRole('definition').nth(0);
	await expect.element(losing).toHaveTextContent(/^Ann Bell$/);
	const gaining = screen.getByRole('definition').nth(1);
	await expect.element(gaining).toHaveTextContent(/^Ann Bell\s*Cy Dow$/);
	await expect.element(screen.getByText('2 people')).toBeVisible();
	await expect.element(screen.getByText(/No one gains/)).not.toBeInTheDocument();
});

test('a role nobody has changes for no one, and that is said', async () => {
	const screen = await render(EffectList, {
		roles,
		reviewed: {
			change: { do: 'change_role', role_id: 'porter', description: '', add: [], remove: [] },
			effect: nobody
		}
	});
	await expect.element(screen.getByText('No one gains or loses a permission.')).toBeVisible();
	await expect.element(screen.getByText('The description is removed.')).toBeVisible();
});

test('whoever is moved, and whoever is left with nothing, is named', async () => {
	const screen = await render(EffectList, {
		roles,
		reviewed: {
			change: { do: 'delete_role', role_id: 'porter', move_to: 'nurse' },
			effect: { ...nobody, people: named('Ann Bell'), removes: ['beds.manage'] }
		}
	});
	await expect.element(screen.getByText('These people get “Nurse” instead')).toBeVisible();
	await expect.element(screen.getByRole('link', { name: 'Ann Bell' })).toBeVisible();
	// What the role allowed is no news where it goes: who loses it is.
	await expect.element(screen.getByText(/no longer allow/)).not.toBeInTheDocument();
	await screen.rerender({
		reviewed: {
			change: { do: 'take_role', role_id: 'porter', user_id: 'Cy Dow' },
			effect: { ...nobody, people: named('Cy Dow'), without_role: named('Cy Dow') }
		}
	});
	await expect.element(screen.getByText(/Left with no role/)).toBeVisible();
});

test('of many people some are named at once, and all on asking', async () => {
	const many = named(...Array.from({ length: 30 }, (_, place) => `Person ${place + 1}`));
	const screen = await render(EffectList, {
		roles,
		reviewed: {
			change: { do: 'change_role', role_id: 'porter', add: ['beds.manage'], remove: [] },
			effect: { ...nobody, gains: [{ permission_id: 'beds.manage', people: many }] }
		}
	});
	const last = screen.getByRole('link', { name: 'Person 30' });
	await expect.element(last).not.toBeInTheDocument();
	await screen.getByText('Show 24 more').click();
	await expect.element(last).toBeVisible();
});
