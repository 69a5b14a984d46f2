/** Screens on walls are dark, whatever the browser prefers: they light corridors at night. Returns how to undo it. */
export function darkWall(): () => void {
	const { dataset } = document.documentElement;
	const before = dataset.mode;
	dataset.mode = 'dark';
	return () => {
		dataset.mode = before;
	};
}
