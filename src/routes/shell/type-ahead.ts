/**
 * Keeps what is typed while the field it is meant for is being fetched, and out of whatever has the focus until then. The
 * function it returns stops that and gives what was typed.
 */
export function typeAhead(): () => string {
	let typed = '';
	const key = (event: KeyboardEvent) => {
		const command =
			(event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');
		if (command || event.isComposing) return;
		if (event.key === 'Backspace') typed = [...typed].slice(0, -1).join('');
		else if ([...event.key].length === 1) typed += event.key;
		// There is nothing to choose from yet, and what has the focus is not to be sent.
		else if (event.key !== 'Enter') return;
		event.preventDefault();
		event.stopPropagation();
	};
	window.addEventListener('keydown', key, true);
	return () => {
		window.removeEventListener('keydown', key, true);
		return typed;
	};
}
