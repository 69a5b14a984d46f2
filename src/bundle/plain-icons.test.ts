import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawn } from './plain-icons';

const icons = 'node_modules/@lucide/svelte/dist/icons';

const components = (folder: string) =>
	(readdirSync(folder, { recursive: true }) as string[])
		.filter((file) => file.endsWith('.svelte'))
		.map((file) => `${folder}/${file}`);

test('every icon of the package becomes its own drawing', () => {
	const files = components(icons);
	expect(files.length).toBeGreaterThan(1000);
	for (const file of files) {
		const name = file.replace(/.*\/|\.svelte$/g, '');
		expect(drawn(readFileSync(file, 'utf8'))).toContain(`icon("${name}", "<`);
	}
	expect(drawn(readFileSync(`${icons}/plus.svelte`, 'utf8'))).toContain(
		String.raw`<path d=\"M5 12h14\"/><path d=\"M12 5v14\"/>`
	);
});

test('an icon in another form is no drawing', () => {
	expect(() => drawn('<svg />')).toThrow('in another form');
});

test('nothing is asked of an icon that a drawing does not take', () => {
	const asked = new Set<string>();
	for (const file of components('src')) {
		const code = readFileSync(file, 'utf8');
		const names = Array.from(
			code.matchAll(/import (\w+) from '@lucide\/svelte\/icons\//g),
			([, name]) => name
		);
		for (const name of [...names, 'Mark'])
			for (const [, attributes = ''] of code.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g')))
				for (const [, attribute, short] of attributes.matchAll(/([\w:-]+)=|\{(\.{0,3}\w+)\}/g))
					asked.add(attribute ?? short ?? '');
	}
	expect([...asked].sort()).toEqual(['aria-hidden', 'aria-label', 'class']);
});
