/** What an announcement says: ids, and never anything about a patient. */
export type Told = Record<string, unknown>;

/**
 * Gathers what is told within `ms` milliseconds and hands it on once, oldest first, or null when any of it was null,
 * which stands for everything. The first of a burst waits, too: reading once after it costs less than before and after.
 */
export function gather(
	ms: number,
	hand: (told: Told[] | null) => unknown
): { note: (told: Told | null) => void; stop: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let news: Told[] | null = [];
	return {
		note(told) {
			if (told === null) news = null;
			else news?.push(told);
			timer ??= setTimeout(() => {
				const told = news;
				timer = undefined;
				news = [];
				hand(told);
			}, ms);
		},
		stop: () => clearTimeout(timer)
	};
}

/** Whom the news is about, each once, by one name in the payloads; null when it may be about anybody. */
export function namesIn(told: readonly Told[] | null, name: string): string[] | null {
	const names = told?.map((one) => one[name]) ?? null;
	return names?.every((id) => typeof id === 'string') ? [...new Set(names)] : null;
}
