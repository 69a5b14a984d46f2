import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Field, { type FieldAttributes } from './Field.svelte';

/** An input that wears what the field hands it. */
const input = createRawSnippet<[FieldAttributes]>((attributes) => ({
	render: () => {
		const written = Object.entries(attributes())
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => `${name}="${String(value)}"`);
		return `<input ${written.join(' ')} />`;
	}
}));

test('the label, the hint and the first error belong to the control', async () => {
	const screen = await render(Field, {
		label: 'E-mail',
		name: 'email',
		hint: 'We send a link there',
		error: ['This does not look like an address', 'Too short'],
		required: true,
		children: input
	});
	const control = screen.getByLabelText('E-mail');
	await expect.element(control).toHaveAttribute('name', 'email');
	await expect.element(control).toBeRequired();
	await expect.element(control).toBeInvalid();
	await expect
		.element(control)
		.toHaveAccessibleDescription('We send a link there This does not look like an address');
});

test('a field without an error is not invalid, and says that it may be left out', async () => {
	const screen = await render(Field, { label: 'Phone', name: 'phone', children: input });
	await expect.element(screen.getByLabelText('Phone')).not.toHaveAttribute('aria-invalid');
	await expect.element(screen.getByText('optional')).toBeVisible();
});
