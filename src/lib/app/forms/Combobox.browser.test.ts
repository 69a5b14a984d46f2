import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Combobox, { type Choice } from './Combobox.svelte';

const people: Choice[] = [
	{ id: 'a', label: 'Ada Lovelace' },
	{ id: 'b', label: 'Adam Silva' }
];

test('the keyboard finds and chooses, and the form carries the id', async () => {
	const onselect = vi.fn();
	const search = vi.fn(async () => people);
	const screen = await render(Combobox<Choice>, {
		label: 'Patient',
		name: 'patient',
		search,
		onselect,
		required: true
	});
	const field = screen.getByRole('combobox', { name: 'Patient' });

	await field.fill('ada');
	await expect.element(screen.getByRole('option', { name: 'Ada Lovelace' })).toBeVisible();
	await userEvent.keyboard('{ArrowDown}{Enter}');

	expect(onselect).toHaveBeenCalledWith(people[1]);
	await expect.element(field).toHaveValue('Adam Silva');
	const carried = screen.container.querySelector<HTMLInputElement>('input[name="patient"]');
	await vi.waitFor(() => expect(carried?.value).toBe('b'));
});

test('an older, slower answer does not replace a newer one', async () => {
	const answers = new Map<string, (found: Choice[]) => void>();
	const search = (query: string) => new Promise<Choice[]>((resolve) => answers.set(query, resolve));
	const screen = await render(Combobox<Choice>, {
		label: 'Patient',
		name: 'patient',
		search,
		onselect: () => undefined
	});
	const field = screen.getByRole('combobox');

	await field.fill('ada');
	await vi.waitFor(() => expect(answers.has('ada')).toBe(true));
	await field.fill('adam');
	await vi.waitFor(() => expect(answers.has('adam')).toBe(true));
	answers.get('adam')?.(people.slice(1));
	await expect.element(screen.getByRole('option', { name: 'Adam Silva' })).toBeVisible();
	answers.get('ada')?.(people.slice(0, 1));

	await new Promise((resolve) => setTimeout(resolve, 50));
	await expect
		.element(screen.getByRole('option', { name: 'Ada Lovelace' }))
		.not.toBeInTheDocument();
	await expect.element(screen.getByRole('option', { name: 'Adam Silva' })).toBeVisible();
});

test('a search that fails says so', async () => {
	const screen = await render(Combobox<Choice>, {
		label: 'Patient',
		name: 'patient',
		search: () => Promise.reject(new Error('away')),
		onselect: () => undefined
	});
	await screen.getByRole('combobox').fill('ada');
	await expect
		.element(screen.getByRole('status'))
		.toHaveTextContent('The search failed. Try again.');
});
