import { carryByKey } from '$lib/app/ui/carrying';
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
