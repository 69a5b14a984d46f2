import type { WaitingFacts, WaitingKind, WaitingKinds } from '$lib/access/session/waiting';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { Item } from './queries';

/** Every kind of item there is, each in the `inbox.ts` of the room it comes from. */
const kinds = Object.assign(
	{},
	...Object.values(
		import.meta.glob<WaitingKinds>('../../*/*/inbox.ts', { eager: true, import: 'default' })
	)
) as WaitingKinds;

const kindOf = (kind: string): WaitingKind | undefined =>
	Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;

export const kindName = (kind: string): string => kindOf(kind)?.name() ?? m.inbox_other();

/** The facts are written by the rooms' functions, yet they are data: what is missing reads as nothing. */
function factsOf(facts: Item['facts']): WaitingFacts {
	const value = (name: string) =>
		facts !== null && typeof facts === 'object' && !Array.isArray(facts) ? facts[name] : null;
	const text = (name: string) => {
		const found = value(name);
		return typeof found === 'string' ? found : '';
	};
	return {
		text,
		day: (name) => (/^\d{4}-\d\d-\d\d$/.test(text(name)) ? formatDate(text(name)) : ''),
		is: (name) => value(name) === true
	};
}

/** An item in the reader's language. */
export const said = ({ facts, ...item }: Item) => ({
	...item,
	words: kindOf(item.kind)?.say(factsOf(facts)) ?? ''
});
export type Said = ReturnType<typeof said>;
