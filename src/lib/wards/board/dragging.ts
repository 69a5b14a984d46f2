import type { Attachment } from 'svelte/attachments';
import type { Moving } from './moving.svelte';

/** Pixels a mouse goes before it drags rather than clicks. */
const clickSlack = 6;
/** Milliseconds a finger rests before it lifts; before that it scrolls. */
const longPress = 450;
/** Pixels from the edge of the window within which the board scrolls on under a carried patient. */
const edge = 64;
const scrollStep = 14;

/** What has a way of its own to be clicked. */
const ownClick = 'button, input, select, textarea, summary';

/**
 * Lets patients be dragged from bed to bed within an element: by mouse at once, by finger after a long press.
 * Beds bear `data-bed-id`. Pointer events rather than drag and drop, which fingers cannot do.
 */
export function dragging(moving: Moving): Attachment<HTMLElement> {
	return (board) => {
		let pressed: { bedId: string; id: number; x: number; y: number } | null = null;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let over: HTMLElement | null = null;
		let frame = 0;
		let dropped = false;

		const bedOf = (target: EventTarget | null) =>
			target instanceof Element ? target.closest<HTMLElement>('[data-bed-id]') : null;

		function hover(bed: HTMLElement | null): void {
			if (bed === over) return;
			// Set by hand: a thousand cards need not ask whether it is they.
			over?.removeAttribute('data-over');
			over = bed;
			over?.setAttribute('data-over', '');
		}

		function begin(): void {
			if (!pressed) return;
			moving.lift(pressed.bedId, { x: pressed.x, y: pressed.y });
			if (!moving.patient) return stop();
			frame = requestAnimationFrame(scrollAlong);
		}

		function scrollAlong(): void {
			const at = moving.at;
			if (!at) return;
			if (at.y < edge) scrollBy(0, -scrollStep);
			else if (at.y > innerHeight - edge) scrollBy(0, scrollStep);
			frame = requestAnimationFrame(scrollAlong);
		}

		function stop(): void {
			clearTimeout(timer);
			cancelAnimationFrame(frame);
			pressed = null;
			hover(null);
		}

		function down(event: PointerEvent): void {
			dropped = false;
			const bed = bedOf(event.target);
			const bedId = bed?.dataset.bedId;
			if (!bedId || event.button !== 0 || !moving.canLift(bedId)) return;
			if (event.target instanceof Element && event.target.closest(ownClick)) return;
			pressed = { bedId, id: event.pointerId, x: event.clientX, y: event.clientY };
			if (event.pointerType !== 'mouse') timer = setTimeout(begin, longPress);
		}

		function move(event: PointerEvent): void {
			if (!pressed || event.pointerId !== pressed.id) return;
			const { clientX: x, clientY: y } = event;
			if (!moving.at) {
				const far = Math.hypot(x - pressed.x, y - pressed.y) > clickSlack;
				if (!far) return;
				// A finger that goes before it has rested means to scroll.
				if (event.pointerType !== 'mouse') return stop();
				begin();
			}
			if (!moving.at) return;
			moving.at = { x, y };
			hover(bedOf(document.elementFromPoint(x, y)));
		}

		function up(event: PointerEvent): void {
			if (!pressed || event.pointerId !== pressed.id) return;
			const carried = moving.at !== null;
			const bedId = over?.dataset.bedId ?? null;
			stop();
			if (!carried) return;
			dropped = true;
			moving.drop(bedId);
		}

		function cancel(): void {
			const carried = moving.at !== null;
			stop();
			if (carried) moving.giveUp();
		}

		/* Letting go over a card is not a click on it. */
		function click(event: MouseEvent): void {
			if (!dropped) return;
			dropped = false;
			event.preventDefault();
			event.stopPropagation();
		}

		/* A link would be dragged as such, a finger that carries would scroll, one that rests open a menu. */
		const keepNative = (event: Event) => {
			if (event.type === 'dragstart' ? pressed : moving.at) event.preventDefault();
		};
		const key = (event: KeyboardEvent) => {
			if (event.key === 'Escape' && moving.at) cancel();
		};

		board.addEventListener('pointerdown', down);
		board.addEventListener('dragstart', keepNative);
		board.addEventListener('contextmenu', keepNative);
		board.addEventListener('click', click, { capture: true });
		document.addEventListener('touchmove', keepNative, { passive: false });
		document.addEventListener('pointermove', move);
		document.addEventListener('pointerup', up);
		document.addEventListener('pointercancel', cancel);
		document.addEventListener('keydown', key);
		return () => {
			cancel();
			board.removeEventListener('pointerdown', down);
			board.removeEventListener('dragstart', keepNative);
			board.removeEventListener('contextmenu', keepNative);
			board.removeEventListener('click', click, { capture: true });
			document.removeEventListener('touchmove', keepNative);
			document.removeEventListener('pointermove', move);
			document.removeEventListener('pointerup', up);
			document.removeEventListener('pointercancel', cancel);
			document.removeEventListener('keydown', key);
		};
	};
}
