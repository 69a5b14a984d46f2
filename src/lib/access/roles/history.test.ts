import { expect, test } from 'vitest';
import { undoUntil } from './history';

const made = '2026-11-30T10:00:00.000Z';
const at = Date.parse(made);
const change = { made_by: 'me', made_at: made, undone_at: null, before: {} };

test('ten minutes for one’s own change of what was there', () => {
	expect(undoUntil(change, 'me', at)).toBe('2026-11-30T10:10:00.000Z');
	expect(undoUntil(change, 'me', at + 600_000)).toBeNull();
	expect(undoUntil(change, 'another', at)).toBeNull();
	expect(undoUntil({ ...change, undone_at: made }, 'me', at)).toBeNull();
	expect(undoUntil({ ...change, before: null }, 'me', at)).toBeNull();
	expect(undoUntil(undefined, 'me', at)).toBeNull();
	// Who was given a role or lost one: there is no before.
	expect(undoUntil({ made_by: 'me', made_at: made, undone_at: null }, 'me', at)).not.toBeNull();
});
