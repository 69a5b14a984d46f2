/** Pixels a mouse moves before a press becomes a drag. */
const slack = 4;
/** Milliseconds a finger rests before it lifts a visit; until then it scrolls. */
const rest = 350;
/** Pixels from the edge in which holding something scrolls, and how many pixels a frame. */
const edge = 48;
const pace = 14;

interface Drag {
	scroller: HTMLElement;
	/** The press turned into a drag. */
	onlift: () => void;
	/** Where the pointer is, in pixels of the window; called again when the calendar scrolled below it. */
	onmove: (x: number, y: number) => void;
	ondrop: () => void;
	oncancel: () => void;
}

/**
 * Follows a pointer from its press on a visit: with a mouse a drag begins with the first movement, with a
 * finger after a short rest, so that a finger that moves at once scrolls. Ends by itself.
 */
export function followDrag(press: PointerEvent, drag: Drag): void {
	if (press.button !== 0) return;
	const { scroller } = drag;
	const touch = press.pointerType !== 'mouse';
	const ending = new AbortController();
	const { signal } = ending;
	let lifted = false;
	let [x, y] = [press.clientX, press.clientY];
	let frame = 0;
	const timer = touch ? setTimeout(lift, rest) : undefined;

	function lift() {
		lifted = true;
		drag.onlift();
		frame = requestAnimationFrame(scroll);
	}

	function end() {
		clearTimeout(timer);
		cancelAnimationFrame(frame);
		ending.abort();
	}

	/* Holding something at the edge brings what lies beyond. */
	function scroll() {
		const box = scroller.getBoundingClientRect();
		const towards = (at: number, low: number, high: number) =>
			at < low + edge ? -pace : at > high - edge ? pace : 0;
		const by = { left: towards(x, box.left, box.right), top: towards(y, box.top, box.bottom) };
		if (by.left || by.top) {
			scroller.scrollBy({ ...by, behavior: 'instant' });
			drag.onmove(x, y);
		}
		frame = requestAnimationFrame(scroll);
	}

	window.addEventListener(
		'pointermove',
		(event) => {
			if (event.pointerId !== press.pointerId) return;
			[x, y] = [event.clientX, event.clientY];
			const far = Math.hypot(x - press.clientX, y - press.clientY) > slack;
			if (!lifted && far && touch) end();
			else if (!lifted && far) lift();
			if (lifted) drag.onmove(x, y);
		},
		{ signal }
	);
	window.addEventListener(
		'pointerup',
		(event) => {
			if (event.pointerId !== press.pointerId) return;
			end();
			if (!lifted) return;
			// The click that follows a drag opens nothing.
			const swallow = (click: Event) => click.stopPropagation();
			window.addEventListener('click', swallow, { capture: true, once: true });
			setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
			drag.ondrop();
		},
		{ signal }
	);
	const stop = () => {
		end();
		if (lifted) drag.oncancel();
	};
	window.addEventListener('pointercancel', stop, { signal });
	window.addEventListener(
		'keydown',
		(event) => {
			if (event.key === 'Escape') stop();
		},
		{ signal }
	);
	// Once a visit is lifted the finger moves it, not the page.
	window.addEventListener(
		'touchmove',
		(event) => {
			if (lifted) event.preventDefault();
		},
		{ signal, passive: false }
	);
}
