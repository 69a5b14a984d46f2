import { createContext } from 'svelte';
import { Toasts } from './toasts.svelte';

const [read, provide] = createContext<Toasts>();

/** Called once by the root layout. */
export function provideToaster(toasts = new Toasts()): Toasts {
	return provide(toasts);
}

/** The page's toaster; call while a component is being set up. */
export function toaster(): Toasts {
	return read();
}
