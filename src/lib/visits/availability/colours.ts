const tones = ['primary', 'secondary', 'warning', 'success', 'error', 'surface'];

/** The colour of the nth place or kind of visit in a week, on light and on dark. */
export const fillOf = (index: number) => {
	const tone = tones[Math.max(0, index) % tones.length] ?? 'surface';
	return `light-dark(var(--color-${tone}-200), var(--color-${tone}-800))`;
};
