import { dayOf } from '../time/days';
import { Clock } from './clock.svelte';

/** So far behind the device's clock, which may be a little fast, the server is surely in the new day as well. */
const grace = 30_000;

/**
 * Does something each time the hospital's day turns: what is of today is then of yesterday, and nobody announces
 * midnight. Call it while a component is being set up.
 */
export function followDay(zone: () => string, onturn: () => unknown): void {
	const clock = new Clock();
	const day = $derived(dayOf(clock.now.getTime() - grace, zone()));
	let seen = '';
	$effect(() => {
		if (seen && seen !== day) onturn();
		seen = day;
	});
}
