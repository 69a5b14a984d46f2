import { carryByKey } from '$lib/app/ui/carrying';
import { towards } from '$lib/app/ui/roving';
import type { VisitMover } from './mover.svelte';
import type { CalendarVisit } from './queries';

/** Moves a visit by keyboard: Enter lifts and puts down. The space bar opens the visit, as a click does. */
export function steer(
	event: KeyboardEvent,
	visit: CalendarVisit,
	mover: VisitMover,
	{ onmoved, ondropped }: { onmoved: () => void; ondropped: () => void }
): void {
	carryByKey(event, {
		key: 'Enter',
		carries: mover.held?.visit.id === visit.id,
		lift: () => mover.pickUp(visit, true),
		drop: () => void mover.drop().then(ondropped),
		cancel: () => mover.cancel(),
		step(along, down) {
			if (along) mover.sideways(along);
			else if (down) mover.along(down);
			onmoved();
		}
	});
}

/** Arrows lead from visit to visit, and from one column's button to the next, as they lie on the screen. */
export function walk(event: KeyboardEvent, calendar: HTMLElement): void {
	if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
	const from = event.target instanceof HTMLElement ? event.target : null;
	const kind = ['[data-visit]', '[data-book]'].find((selector) => from?.matches(selector));
	if (!from || !kind) return;
	const others = [...calendar.querySelectorAll<HTMLElement>(kind)].map((element) => {
		const { left, right, top, bottom } = element.getBoundingClientRect();
		return { element, left, right, top, bottom };
	});
	const next = towards(event.key, from.getBoundingClientRect(), others);
	if (!next) return;
	event.preventDefault();
	next.element.focus();
}
