import { createRawSnippet, mount, unmount, flushSync } from 'svelte';
import { expect, test } from 'vitest';
import Choice from './Choice.svelte';

const children = createRawSnippet(() => ({
	render: () =>
		`<optgroup label="Wards"><option value="">Any</option><option value="a">A</option></optgroup>`
}));

test('a choice stays when the options change', async () => {
	const made = mount(Choice, {
		target: document.body,
		props: {
			id: 'ward',
			name: 'ward',
			required: undefined,
			'aria-invalid': undefined,
			'aria-describedby': undefined,
			value: '',
			children
		}
	});
	const select = document.querySelector('select') as HTMLSelectElement;
	select.value = 'a';
	select.dispatchEvent(new Event('change', { bubbles: true }));
	flushSync();
	select.querySelector('optgroup')?.append(new Option('B', 'b'));
	// The observer that would put the first value back is told after this.
	await new Promise((told) => setTimeout(told));
	expect(select.value).toBe('a');
	await unmount(made);
});
