import { createContext } from 'svelte';
import { Toasts } from './toasts.svelte';

const [read, provide] = createContext<Toasts>();

/** Called once by the root layout. */
export function provideToaster(): Toasts {
	return provide(new Toasts());
}

/** The page's toaster; call while a component is being set up. */
export function toaster(): Toasts {
	return read();
}
