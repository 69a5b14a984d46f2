import { expect, test } from 'vitest';

/** What every room says of itself on this matter. */
const rooms = import.meta.glob<Record<string, unknown>>('/src/lib/*/*/live.ts', { eager: true });

test('no two rooms call different things by the same name', () => {
	const keys = Object.values(rooms)
		.flatMap((room) => Object.values(room))
		.filter((value) => typeof value === 'string' && value.startsWith('lantern:'));

	expect(keys.length).toBeGreaterThan(20);
	expect(keys).toHaveLength(new Set(keys).size);
});
