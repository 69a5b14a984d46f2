import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { verifyAt } from './answer.server';
import type { Copy } from './kinds';
import type { Sheet } from './printed';
import { openLetter, type Opened } from './queries';

type Open = Extract<Opened, { state: 'open' }>;

/** Opens a letter by its link, or says as a refusal why not. */
export async function tryToOpen(client: SupabaseClient<Database>, token: string, answer: string) {
	const opened = await openLetter(client, token, answer, 'page');
	if (opened.state === 'open') return { data: opened, error: null };
	const hint = opened.state === 'wait' ? String(opened.seconds) : '';
	return { data: null, error: { code: opened.state, message: '', hint } };
}

/** What a link has opened, as it is shown and put on paper. */
export const openedSheet = (opened: Open, at: URL, copy: Copy = opened.copy): Sheet => ({
	kind: opened.kind,
	language: opened.language,
	number: opened.number,
	version: opened.version,
	reason: opened.reason,
	signed_at: opened.signed_at,
	content: opened.content,
	facts: opened.facts,
	copy: opened.copy === 'employer' ? 'employer' : copy,
	revoked_at: null,
	verify: verifyAt(at, opened.verification_code)
});
