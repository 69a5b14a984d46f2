import type { Attachment } from 'svelte/attachments';
import { carry } from '$lib/app/ui/carrying';
import type { Moving } from './moving.svelte';

/** What has a way of its own to be clicked. */
const ownClick = 'button, input, select, textarea, summary';

/** Lets patients be dragged from bed to bed within an element. Beds bear `data-bed-id`. */
export function dragging(moving: Moving): Attachment<HTMLElement> {
	return (board) => {
		let over: HTMLElement | null = null;
		let stop = () => {};

		const bedOf = (target: EventTarget | null) =>
			target instanceof Element ? target.closest<HTMLElement>('[data-bed-id]') : null;

		function hover(bed: HTMLElement | null): void {
			if (bed === over) return;
			// Set by hand: a thousand cards need not ask whether it is they.
			over?.removeAttribute('data-over');
			over = bed;
			over?.setAttribute('data-over', '');
		}

		function down(event: PointerEvent): void {
			const bedId = bedOf(event.target)?.dataset.bedId;
			if (!bedId || !moving.canLift(bedId)) return;
			if (event.target instanceof Element && event.target.closest(ownClick)) return;
			stop();
			stop = carry(event, {
				scroller: null,
				onlift() {
					moving.lift(bedId, { x: event.clientX, y: event.clientY });
					return moving.patient !== null;
				},
				onmove(x, y) {
					// Escape on a card has given up already.
					if (!moving.patient) return hover(null);
					moving.at = { x, y };
					hover(bedOf(document.elementFromPoint(x, y)));
				},
				ondrop() {
					const target = over?.dataset.bedId ?? null;
					hover(null);
					moving.drop(target);
				},
				oncancel() {
					hover(null);
					moving.giveUp();
				}
			});
		}

		board.addEventListener('pointerdown', down);
		return () => {
			stop();
			board.removeEventListener('pointerdown', down);
		};
	};
}
