import type { VisitMover } from './mover.svelte';
import type { CalendarVisit } from './queries';

/**
 * Moves a visit by keyboard: Enter lifts and puts down, arrows carry, Escape gives up. The space bar opens the
 * visit, as a click does.
 */
export function steer(
	event: KeyboardEvent,
	visit: CalendarVisit,
	mover: VisitMover,
	{ onmoved, ondropped }: { onmoved: () => void; ondropped: () => void }
): void {
	const mine = mover.held?.visit.id === visit.id;
	if (event.key === 'Enter') {
		event.preventDefault();
		if (mine) void mover.drop().then(ondropped);
		else mover.pickUp(visit, true);
		return;
	}
	if (!mine) return;
	if (event.key === 'ArrowUp') mover.along(-1);
	else if (event.key === 'ArrowDown') mover.along(1);
	else if (event.key === 'ArrowLeft') mover.sideways(-1);
	else if (event.key === 'ArrowRight') mover.sideways(1);
	else if (event.key === 'Escape') mover.cancel();
	else return;
	event.preventDefault();
	event.stopPropagation();
	onmoved();
}
