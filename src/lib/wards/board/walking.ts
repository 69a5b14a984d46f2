import { carryByKey } from '$lib/app/ui/carrying';
import { cardAt } from './board';
import type { Moving } from './moving.svelte';

/**
 * Keys on a board: arrows go from bed to bed the way they lie on the screen; where patients may be moved,
 * the space bar picks one up, Enter puts them down and Escape gives up. Beds are links with `data-bed`
 * within elements with `data-bed-id`.
 */
export function walk(event: KeyboardEvent & { currentTarget: HTMLElement }, moving: Moving | null) {
	if (event.altKey || event.ctrlKey || event.metaKey) return;
	const link = event.target instanceof HTMLElement ? event.target : null;
	if (!link?.hasAttribute('data-bed')) return;
	if (moving && carries(event, bedIdOf(link), moving)) return;
	const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-bed]')];
	const next = cardAt(() => links.map(placeOf), links.length, links.indexOf(link), event.key);
	if (next === null) return;
	event.preventDefault();
	links[next]?.focus();
	const bedId = links[next] && bedIdOf(links[next]);
	if (moving?.patient && bedId) moving.pass(bedId);
}

const cardOf = (link: HTMLElement) => link.closest<HTMLElement>('[data-bed-id]') ?? link;
const bedIdOf = (link: HTMLElement) => cardOf(link).dataset.bedId ?? '';

function placeOf(link: HTMLElement) {
	const { left, top, width } = cardOf(link).getBoundingClientRect();
	return { left, top, width };
}

/** Whether the key was one of those that move a patient. */
const carries = (event: KeyboardEvent, bedId: string, moving: Moving): boolean =>
	carryByKey(event, {
		key: ' ',
		carries: moving.patient !== null,
		lift: () => moving.lift(bedId, null),
		drop: () => moving.drop(bedId),
		cancel: () => moving.giveUp()
	});
