import { describe, expect, test } from 'vitest';
import { PlanDraft } from './plan-draft.svelte';

const room = (id: string, x: number, y = 0) => ({ id, x, y, width: 3, height: 4 });

describe('a plan being drawn', () => {
	test('shows what is dragged where it is held, and goes back when that is abandoned', () => {
		const draft = new PlanDraft([room('a', 0), room('b', 3)]);
		draft.hold(room('a', 2));
		expect(draft.placeOf('a')).toMatchObject({ x: 2 });
		expect([...draft.wrong].sort()).toEqual(['a', 'b']);
		draft.abandon();
		expect(draft.placeOf('a')).toMatchObject({ x: 0 });
		expect(draft.changed).toBe(false);
		draft.hold(room('a', 9));
		expect(draft.drop()).toBe(true);
		expect(draft.changed).toBe(true);
		expect(draft.drop()).toBe(false);
	});

	test('is undone and redone step by step; a new step ends what could be redone', () => {
		const draft = new PlanDraft([room('a', 0)]);
		draft.put(room('a', 1));
		draft.put(room('b', 9));
		expect(draft.put(room('b', 9))).toBe(false);
		draft.undo();
		expect(draft.shown).toEqual([room('a', 1)]);
		draft.undo();
		expect([draft.changed, draft.canUndo, draft.canRedo]).toEqual([false, false, true]);
		draft.redo();
		expect(draft.shown).toEqual([room('a', 1)]);
		draft.takeOff('a');
		expect([draft.shown.length, draft.canRedo]).toEqual([0, false]);
	});

	test('takes over what others save, unless something of one’s own is not saved yet', () => {
		const draft = new PlanDraft([room('a', 0)]);
		draft.adopt([room('a', 5)]);
		expect(draft.shown).toEqual([room('a', 5)]);

		draft.put(room('a', 6));
		draft.adopt([room('a', 20)]);
		expect(draft.shown).toEqual([room('a', 6)]);
		expect([draft.stale, draft.seen]).toEqual([true, [room('a', 5)]]);

		draft.overrule();
		expect([draft.stale, draft.changed, draft.seen]).toEqual([false, true, [room('a', 20)]]);
		draft.saved(draft.rooms);
		expect([draft.stale, draft.changed]).toEqual([false, false]);
	});

	test('is not stale when the news is about itself, nor when more was drawn while it was saved', () => {
		const draft = new PlanDraft([room('a', 0)]);
		draft.put(room('a', 6));
		draft.adopt([room('a', 6)]);
		expect([draft.stale, draft.changed]).toEqual([false, false]);
		const sent = draft.rooms;
		draft.put(room('a', 7));
		draft.saved(sent);
		expect([draft.stale, draft.changed]).toEqual([false, true]);
	});

	test('can be given up for what the others saved', () => {
		const draft = new PlanDraft([room('a', 0)]);
		draft.put(room('a', 6));
		draft.adopt([room('a', 20)]);
		draft.discard();
		expect(draft.shown).toEqual([room('a', 20)]);
		expect([draft.changed, draft.stale, draft.canUndo]).toEqual([false, false, false]);
	});

	test('has a room from the moment its last figure is typed', () => {
		const draft = new PlanDraft([room('a', 0)]);
		draft.type('a', { x: 7 });
		expect(draft.placeOf('a')).toMatchObject({ x: 7, width: 3 });
		draft.type('b', { x: 1, y: 1, width: 2 });
		expect(draft.placeOf('b')).toBeUndefined();
		draft.type('b', { x: 1, y: 9, width: 2, height: 2 });
		expect(draft.placeOf('b')).toEqual({ id: 'b', x: 1, y: 9, width: 2, height: 2 });
	});
});
