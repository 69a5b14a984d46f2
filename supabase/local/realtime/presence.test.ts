import { expect, test } from 'vitest';
import { Presence } from './presence.ts';

test('saying something new replaces what was said, and refers to it', () => {
	const presence = new Presence<string>();
	const first = presence.track('tab', 'ada', { bed: 1 })?.joins.ada?.metas[0];
	const diff = presence.track('tab', 'ada', { bed: 2 });

	expect(diff?.leaves.ada?.metas).toEqual([first]);
	expect(diff?.joins.ada?.metas).toMatchObject([{ bed: 2, phx_ref_prev: first?.phx_ref }]);
	expect(presence.state()).toEqual(diff?.joins);
});

test('saying the same again changes nothing', () => {
	const presence = new Presence<string>();
	presence.track('tab', 'ada', { bed: 1 });

	expect(presence.track('tab', 'ada', { bed: 1 })).toBeUndefined();
});

test('one person in two tabs is there until both are gone', () => {
	const presence = new Presence<string>();
	presence.track('tab 1', 'ada', {});
	presence.track('tab 2', 'ada', {});
	expect(presence.state().ada?.metas).toHaveLength(2);

	presence.untrack('tab 1');
	expect(presence.state().ada?.metas).toHaveLength(1);
	presence.untrack('tab 2');
	expect(presence.state()).toEqual({});
	expect(presence.untrack('tab 2')).toBeUndefined();
});
