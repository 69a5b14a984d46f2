/** How bright the pages are; `system` follows the device. */
export type Mode = 'light' | 'dark' | 'system';

const storageKey = 'lantern-mode';
const darkSystem = '(prefers-color-scheme: dark)';

/**
 * The mode chosen in this browser. The inline script of app.html reads the same key before the first paint; make one
 * of these after hydration, when the browser's storage is there to be asked.
 */
export class ModeChoice {
	#mode = $state<Mode>('system');

	get mode(): Mode {
		return this.#mode;
	}

	/** Reads the choice and follows the device while it says `system`. Returns how to stop. */
	follow(): () => void {
		this.#mode = stored();
		const system = matchMedia(darkSystem);
		const change = () => show(this.#mode);
		const elsewhere = (event: StorageEvent) => {
			if (event.key !== storageKey) return;
			this.#mode = stored();
			change();
		};
		system.addEventListener('change', change);
		window.addEventListener('storage', elsewhere);
		return () => {
			system.removeEventListener('change', change);
			window.removeEventListener('storage', elsewhere);
		};
	}

	choose(mode: Mode): void {
		this.#mode = mode;
		show(mode);
		try {
			localStorage.setItem(storageKey, mode);
		} catch {
			// Storage may be forbidden: the choice then lasts for this page.
		}
	}
}

function stored(): Mode {
	try {
		const mode = localStorage.getItem(storageKey);
		if (mode === 'light' || mode === 'dark') return mode;
	} catch {
		// As above.
	}
	return 'system';
}

function show(mode: Mode): void {
	const dark = mode === 'dark' || (mode === 'system' && matchMedia(darkSystem).matches);
	document.documentElement.dataset.mode = dark ? 'dark' : 'light';
}
