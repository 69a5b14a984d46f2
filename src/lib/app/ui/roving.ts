import type { Attachment } from 'svelte/attachments';

const focusable = 'a[href], button, input, select, textarea, summary';

interface Stops {
	/** Selects what is walked through, such as the link of a card. */
	item: string;
	/** Selects what an item stands in together with its own buttons; the item itself where missing. */
	group?: string;
}

/**
 * One stop for Tab in a whole of many: the item last focused, and what stands in its group, are in Tab's reach;
 * the others are reached by arrow keys, which the whole hears itself. Without a script Tab reaches them all.
 */
export function oneTabStop({ item, group = item }: Stops): Attachment<HTMLElement> {
	return (whole) => {
		let current: Element | null = null;

		const groupOf = (element: Element) => element.closest(group);

		function reach(within: Element | null, reached: boolean) {
			if (!within) return;
			for (const element of [within, ...within.querySelectorAll(focusable)]) {
				if (!(element instanceof HTMLElement) || !element.matches(focusable)) continue;
				if (reached) element.removeAttribute('tabindex');
				else element.tabIndex = -1;
			}
		}

		function stopAt(next: Element | null) {
			if (next === current) return;
			if (current?.isConnected) reach(current, false);
			current = next;
			reach(current, true);
		}

		/** What has just been drawn is out of Tab's reach, unless it belongs to where the stop is. */
		function drawn(nodes: Iterable<Node>) {
			for (const node of nodes) {
				if (!(node instanceof Element)) continue;
				const home = groupOf(node);
				for (const one of home ? [home] : node.querySelectorAll(group)) reach(one, one === current);
			}
		}

		function keepOne() {
			if (current && whole.contains(current)) return;
			const first = whole.querySelector(item);
			stopAt(first && groupOf(first));
		}

		drawn([whole]);
		keepOne();
		const watching = new MutationObserver((changes) => {
			drawn(changes.flatMap(({ addedNodes }) => [...addedNodes]));
			keepOne();
		});
		watching.observe(whole, { childList: true, subtree: true });

		function focused({ target }: FocusEvent) {
			const home = target instanceof Element ? groupOf(target) : null;
			if (home && whole.contains(home)) stopAt(home);
		}
		whole.addEventListener('focusin', focused);

		return () => {
			watching.disconnect();
			whole.removeEventListener('focusin', focused);
		};
	};
}

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

/**
 * The nearest that lies to the side an arrow key points to: what goes astray across counts double. Null at the edge
 * and for other keys.
 */
export function towards<Placed extends Box>(
	key: string,
	from: Box,
	others: readonly Placed[]
): Placed | null {
	const centre = ({ left, right, top, bottom }: Box) => [(left + right) / 2, (top + bottom) / 2];
	const [x = 0, y = 0] = centre(from);
	const distances = others.map((other) => {
		const [otherX = 0, otherY = 0] = centre(other);
		const [right, down] = [otherX - x, otherY - y];
		const ways: Record<string, [along: number, across: number]> = {
			ArrowRight: [right, down],
			ArrowLeft: [-right, down],
			ArrowDown: [down, right],
			ArrowUp: [-down, right]
		};
		const [along, across] = ways[key] ?? [0, 0];
		return { other, far: along > 1 ? along + 2 * Math.abs(across) : Infinity };
	});
	const nearest = distances.reduce<(typeof distances)[number] | null>(
		(best, one) => (one.far < (best?.far ?? Infinity) ? one : best),
		null
	);
	return nearest?.other ?? null;
}
