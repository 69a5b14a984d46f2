/** Keeps the screen from going dark while the page is in sight; where that cannot be asked for, it does nothing. */
export function keepAwake(): () => void {
	let lock: WakeLockSentinel | undefined;
	let ended = false;

	async function ask(): Promise<void> {
		if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
		try {
			lock = await navigator.wakeLock.request('screen');
			if (ended) await lock.release();
		} catch {
			// Refused, by a low battery for one: the television's own settings then decide.
		}
	}

	// The browser takes it back whenever the page is out of sight.
	const again = () => void ask();
	document.addEventListener('visibilitychange', again);
	void ask();
	return () => {
		ended = true;
		document.removeEventListener('visibilitychange', again);
		void lock?.release();
	};
}
