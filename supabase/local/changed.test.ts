import { describe, expect, test } from 'vitest';
import { choose } from './changed.ts';

const rooms = [
	'access/session',
	'people/directory',
	'visits/follow-ups',
	'visits/scheduling',
	'wards/board',
	'communication/deliveries'
];
const chosen = (files: string[], text = '') => choose(files, rooms, () => text);

describe('which tests a change asks for', () => {
	test.each([
		['src/lib/wards/board/board.ts', 'wards/board'],
		['messages/visits/follow-ups/es.json', 'visits/follow-ups'],
		['tests/database/wards/board-flow.test.ts', 'wards/board'],
		['tests/e2e/visits/follow-ups.axe.e2e.ts', 'visits/follow-ups'],
		['supabase/migrations/20261122000565_follow_ups_series.sql', 'visits/follow-ups'],
		['supabase/functions/invite/index.ts', 'people/directory']
	])('%s: those of %s', (file, room) => {
		expect(chosen([file])).toEqual({ rooms: [room] });
	});

	test('a route: those of the rooms it imports', () => {
		const text = `import '$lib/wards/board/queries'; import '$lib/visits/scheduling/day';`;
		expect(chosen(['src/routes/(clinic)/wards/+page.svelte'], text)).toEqual({
			rooms: ['visits/scheduling', 'wards/board']
		});
	});

	test.each([
		'src/lib/app/forms/PostForm.svelte',
		'src/hooks.server.ts',
		'src/routes/+layout.svelte',
		'supabase/migrations/20261122000999_consequences.sql',
		'supabase/functions/_shared/mail.ts',
		'supabase/local/stack.ts',
		'tests/support/database.ts',
		'tests/e2e/fixtures.ts',
		'tests/database/matrix.test.ts',
		'src/lib/pharmacy/stock/queries.ts',
		'package-lock.json'
	])('%s: all', (file) => {
		expect(chosen(['src/lib/wards/board/board.ts', file])).toBe('all');
	});

	test('words for people: none', () => {
		expect(chosen(['README.md', 'docs/adding-a-domain.md'])).toEqual({ rooms: [] });
	});
});
