/**
 * Carries what is pressed, over a calendar or from bed to bed: by mouse from the first movement, by finger after a
 * rest, so that a finger that moves at once scrolls; by keys as well. Pointer events rather than drag and drop, which
 * fingers cannot do.
 */

/** Pixels a mouse goes before a press becomes a drag rather than a click. */
const slack = 5;
/** Milliseconds a finger rests before it lifts; until then it scrolls. */
const rest = 400;
/** Pixels from the edge in which holding something scrolls, and how many pixels a frame. */
const edge = 56;
const pace = 14;

export interface Carrying {
	/** What scrolls when something is held at its edge; the page where null. */
	scroller: HTMLElement | null;
	/** The press turned into a drag; false: there is nothing to carry after all. */
	onlift: () => boolean;
	/** Where the pointer is, in pixels of the window; called again when something scrolled below it. */
	onmove: (x: number, y: number) => void;
	ondrop: () => void;
	oncancel: () => void;
}

const windowBox = () => ({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });

/** Follows a pointer from its press. Ends by itself; the function it returns ends it before. */
export function carry(press: PointerEvent, carrying: Carrying): () => void {
	if (press.button !== 0) return () => {};
	const { scroller } = carrying;
	const touch = press.pointerType !== 'mouse';
	const ending = new AbortController();
	const { signal } = ending;
	let lifted = false;
	let [x, y] = [press.clientX, press.clientY];
	let frame = 0;
	const timer = touch ? setTimeout(lift, rest) : undefined;

	function lift() {
		lifted = carrying.onlift();
		if (lifted) frame = requestAnimationFrame(scroll);
		else end();
	}

	function end() {
		clearTimeout(timer);
		cancelAnimationFrame(frame);
		ending.abort();
	}

	function cancel() {
		if (signal.aborted) return;
		end();
		if (lifted) carrying.oncancel();
	}

	/* Holding something at the edge brings what lies beyond. */
	function scroll() {
		const box = scroller?.getBoundingClientRect() ?? windowBox();
		const towards = (at: number, low: number, high: number) =>
			at < low + edge ? -pace : at > high - edge ? pace : 0;
		const by = { left: towards(x, box.left, box.right), top: towards(y, box.top, box.bottom) };
		if (by.left || by.top) {
			(scroller ?? window).scrollBy({ ...by, behavior: 'instant' });
			carrying.onmove(x, y);
		}
		frame = requestAnimationFrame(scroll);
	}

	function on<Name extends keyof WindowEventMap>(
		name: Name,
		hear: (event: WindowEventMap[Name]) => void
	) {
		window.addEventListener(name, hear, { signal, passive: false });
	}

	on('pointermove', (event) => {
		if (event.pointerId !== press.pointerId) return;
		[x, y] = [event.clientX, event.clientY];
		const far = Math.hypot(x - press.clientX, y - press.clientY) > slack;
		if (!lifted && far && touch) end();
		else if (!lifted && far) lift();
		if (lifted) carrying.onmove(x, y);
	});
	on('pointerup', (event) => {
		if (event.pointerId !== press.pointerId) return;
		end();
		if (!lifted) return;
		// The click that follows a drag opens nothing.
		const swallow = (click: Event) => {
			click.preventDefault();
			click.stopPropagation();
		};
		window.addEventListener('click', swallow, { capture: true, once: true });
		setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
		carrying.ondrop();
	});
	on('pointercancel', cancel);
	on('keydown', (event) => {
		if (event.key === 'Escape') cancel();
	});
	// A link would be dragged as such, a finger that carries would scroll, one that rests open a menu.
	on('dragstart', (event) => event.preventDefault());
	for (const name of ['touchmove', 'contextmenu'] as const) {
		on(name, (event) => {
			if (lifted) event.preventDefault();
		});
	}
	return cancel;
}

const arrows: Readonly<Record<string, readonly [along: -1 | 0 | 1, down: -1 | 0 | 1]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1]
};

export interface Hands {
	/** The key that lifts and puts down. */
	key: ' ' | 'Enter';
	/** What is pressed on is being carried. */
	carries: boolean;
	lift: () => void;
	drop: () => void;
	cancel: () => void;
	/** Missing where arrows have a meaning of their own. */
	step?: (along: -1 | 0 | 1, down: -1 | 0 | 1) => void;
}

/** Carries by keys: one lifts and puts down (Enter puts down too), arrows carry, Escape gives up. Whether it was one of them. */
export function carryByKey(event: KeyboardEvent, hands: Hands): boolean {
	if (event.altKey || event.ctrlKey || event.metaKey) return false;
	const arrow = arrows[event.key];
	if (!hands.carries) {
		if (event.key !== hands.key) return false;
		hands.lift();
	} else if (event.key === hands.key || event.key === 'Enter') hands.drop();
	else if (event.key === 'Escape') hands.cancel();
	else if (arrow && hands.step) hands.step(...arrow);
	else return false;
	event.preventDefault();
	event.stopPropagation();
	return true;
}
