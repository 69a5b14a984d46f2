import { expect, test } from 'vitest';

const sources = Object.entries(
	import.meta.glob<string>('/src/**/*.svelte', { query: '?raw', import: 'default', eager: true })
).map(([file, text]) => ({ file, text }));

/** From a bracket to the one that closes it. */
function enclosed(text: string, from: number): string {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		if ('({['.includes(text[at] ?? '')) depth += 1;
		if (')}]'.includes(text[at] ?? '') && --depth === 0) return text.slice(from, at + 1);
	}
	return text.slice(from);
}

const typedIn =
	/<(textarea|TextInput|Combobox|PatientPicker|input(?![^>]*type="(hidden|checkbox|radio|search)"))/;

test('whatever is typed to be posted is typed into a PostForm, or said to be unsaved', () => {
	const others = sources.filter(
		({ file, text }) =>
			!file.endsWith('/PostForm.svelte') &&
			!text.includes('unsaved().add(') &&
			[...text.matchAll(/<form\b[\s\S]*?<\/form>/g)].some(
				([form]) => /method="POST"|onsubmit/.test(form) && typedIn.test(form)
			)
	);
	expect(others.map(({ file }) => file)).toEqual([]);
	expect(sources.filter(({ text }) => text.includes('<PostForm')).length).toBeGreaterThan(80);
});

test('what is posted brings a key, so that it is done once: by a PostForm, or it makes nothing', () => {
	const making = sources.filter(({ file, text }) => {
		if (file.endsWith('/PostForm.svelte')) return false;
		return [...text.matchAll(/<form\b(?:[^<>]|=>)*>/g)].some(([tag]) => /method="POST"/i.test(tag));
	});
	expect(making.map(({ file }) => file).sort()).toEqual(
		[
			// What was answered to a mailed link is answered; a time can be taken once.
			'/src/lib/visits/scheduling/SlotChoice.svelte',
			'/src/routes/(public)/visit/[token]/+page.svelte',
			// A letter that was opened is had as a file, too.
			'/src/routes/(public)/letter/[token]/+page.svelte',
			// A language is chosen, somebody signs out.
			'/src/lib/app/ui/LanguageSwitch.svelte',
			'/src/routes/(public)/sign-in/code/+page.svelte',
			'/src/routes/(public)/unlock/+page.svelte',
			'/src/routes/shell/CommandPalette.svelte',
			'/src/routes/shell/UserMenu.svelte'
		].sort()
	);
	// Made with the form, renewed when it is done: nothing a page reads again gives it another.
	const renewing = sources.filter(({ text }) => /\bnewKey\(/.test(text));
	expect(renewing.map(({ file }) => file)).toEqual(['/src/lib/app/forms/PostForm.svelte']);
});

test('nothing is posted by an effect: what a page happens to read is nobody’s wish', () => {
	const posts = /requestSubmit\(|\.submit\(|method: 'POST'|\bpost\(|\.insert\(|\.update\(/;
	const found = sources.flatMap(({ file, text }) => {
		const posting = [...text.matchAll(/function (\w+)\(/g)]
			.filter((made) =>
				posts.test(enclosed(text, text.indexOf('{', text.indexOf(')', made.index))))
			)
			.map(([, name]) => name);
		const calls = new RegExp(`\\b(${['requestSubmit', ...posting].join('|')})\\(`);
		return [...text.matchAll(/\$effect(\.pre)?\(/g)]
			.map((effect) => enclosed(text, effect.index + effect[0].length - 1))
			.filter((effect) => calls.test(effect) || posts.test(effect))
			.map(() => file);
	});
	expect(found).toEqual([]);
});

test('no form is checked by the browser: what is wrong is said at its field, in the hospital’s words', () => {
	const tags = sources.flatMap(({ file, text }) =>
		[...text.matchAll(/<form\b(?:[^<>]|=>)*>/g)].map(([tag]) => ({ file, tag }))
	);
	expect(tags.length).toBeGreaterThan(10);
	expect(tags.filter(({ tag }) => !/\bnovalidate\b/.test(tag)).map(({ file }) => file)).toEqual([]);
});

test('no day and no time is typed into a field of the browser, which writes it its own way', () => {
	const native = /type="(date|time|datetime-local|month|week)"|'(datetime-local)'/;
	expect(sources.filter(({ text }) => native.test(text)).map(({ file }) => file)).toEqual([]);
});
