import { getServerAsyncLocalStorage, type Locale } from '$lib/paraglide/runtime.js';

/**
 * Makes something in another language than the reader's: all words and dates are of that one. Nothing in it may wait for
 * anything.
 */
export function inLanguage<Made>(locale: Locale, make: () => Made): Made {
	const asked = getServerAsyncLocalStorage();
	const store: unknown = asked?.getStore();
	return asked ? (asked.run({ ...(store as object), locale } as never, make) as Made) : make();
}
