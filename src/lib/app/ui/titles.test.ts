import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('/src/**/*.svelte', {
	query: '?raw',
	import: 'default',
	eager: true
});

/* A wall is read from afar, the board has its tabs, a lost page stands in the middle, and a visit is called by its time. */
const ownTitles = [
	'/src/lib/app/ui/PageHeader.svelte',
	'/src/lib/visits/scheduling/PortalVisitFacts.svelte',
	'/src/lib/wards/displays/LiveLine.svelte',
	'/src/routes/(clinic)/wards/[ward=uuid]/+page.svelte',
	'/src/routes/(public)/waiting-room/[token]/+page@.svelte',
	'/src/routes/+error.svelte',
	'/src/routes/display/+page.svelte',
	'/src/routes/display/[ward=uuid]/+page.svelte'
];

test('every page has its title from PageHeader, in one form', () => {
	const titled = Object.entries(sources).filter(([, text]) => text.includes('<h1'));
	expect(titled.map(([file]) => file).sort()).toEqual(ownTitles.sort());
});
