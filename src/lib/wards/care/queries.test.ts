import { createClient } from '@supabase/supabase-js';
import { expect, test, vi } from 'vitest';
import { writeCursor } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';
import { stayNotes } from './queries';

const admission = crypto.randomUUID();
const instant = '2026-11-29T09:00:00.000001+00:00';

const note = () => ({
	id: crypto.randomUUID(),
	note_id: crypto.randomUUID(),
	version: 1,
	is_current: true,
	kind: 'progress',
	body: 'slept well',
	author_id: null,
	author: null,
	noted_at: instant,
	created_at: instant
});

test('of notes of one instant none is left out where a page ends between them', async () => {
	const notes = Array.from({ length: 31 }, note).sort((one, other) =>
		other.id.localeCompare(one.id)
	);
	const asked = vi.fn(async (_address: RequestInfo | URL) => Response.json(notes));
	const client = createClient<Database>('http://lantern.invalid', 'key', {
		auth: { persistSession: false },
		// Node before 22 has none of its own, and nothing is followed here.
		realtime: { transport: Object as never },
		global: { fetch: asked as typeof fetch }
	});
	const first = await stayNotes(client, admission, null);
	const last = notes[29]?.id ?? '';
	expect(first.rows).toHaveLength(30);
	expect(first.older).toBe(writeCursor({ at: instant, id: last }));

	await stayNotes(client, admission, { towards: 'older', at: instant, id: last });
	const { searchParams } = new URL(String(asked.mock.calls.at(-1)?.[0]));
	expect(searchParams.get('or')).toBe(`(noted_at.lt."${instant}",id.lt.${last})`);
	expect(searchParams.get('order')).toBe('noted_at.desc,id.desc');
});
