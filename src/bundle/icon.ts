import type { Component } from 'svelte';
import Drawing from './Drawing.svelte';

export interface IconProps {
	class?: string;
	'aria-hidden'?: boolean | 'true';
	/** What it says; without, it says nothing and is not read out. */
	'aria-label'?: string;
}

/** What `Drawing.svelte` draws. */
export interface Drawn {
	name: string;
	shapes: string;
}

/** The component of one of Lucide's icons, and what it draws. A component is a function of where it goes and what it is given. */
export const icon = (name: string, shapes: string): Component<IconProps> & { drawn: Drawn } =>
	Object.assign(
		((place, given) => Drawing(place, { name, shapes, given })) as Component<IconProps>,
		{ drawn: { name, shapes } }
	);
