/**
 * Gathers what is told within `ms` milliseconds and hands it on once: each name once, or null when any of
 * it was null, which stands for everything.
 */
export function gather(
	ms: number,
	hand: (names: string[] | null) => void
): { note: (name: string | null) => void; stop: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let names: Set<string> | null = new Set();
	return {
		note(name) {
			if (name === null) names = null;
			else names?.add(name);
			timer ??= setTimeout(() => {
				const told = names && [...names];
				timer = undefined;
				names = new Set();
				hand(told);
			}, ms);
		},
		stop: () => clearTimeout(timer)
	};
}
