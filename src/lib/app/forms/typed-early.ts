export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export const isTicked = (control: Control): control is HTMLInputElement =>
	control.type === 'checkbox' || control.type === 'radio';

/**
 * What was typed, chosen and ticked in a page that has no script yet. As the script takes the page over, most fields
 * show what the server wrote once more; the function that is returned puts back what people wrote.
 */
export function typedEarly(page: ParentNode): () => void {
	const putBack = Array.from(page.querySelectorAll<Control>('input, select, textarea'), touched);
	return () => {
		for (const again of putBack) again?.();
	};
}

/** Puts a control back to what it is now; nothing if nobody has touched it. */
function touched(control: Control): (() => void) | undefined {
	if (control instanceof HTMLSelectElement) {
		const { value } = control;
		const options = [...control.options];
		const written =
			options.find((option) => option.defaultSelected) ??
			options.find((option) => !option.disabled);
		if (!written || written.selected) return;
		return () => {
			if (control.value === value) return;
			control.value = value;
			tell(control);
		};
	}
	if (isTicked(control)) {
		const { checked } = control;
		// The radio button that was left needs no word: the one that was chosen has it.
		if (checked === control.defaultChecked || (control.type === 'radio' && !checked)) return;
		return () => {
			if (control.checked === checked) return;
			control.checked = checked;
			tell(control);
		};
	}
	const { value, defaultValue } = control;
	if (value === defaultValue || /^(hidden|file)$/.test(control.type)) return;
	return () => {
		if (control.value === value) return;
		control.value = value;
		tell(control);
	};
}

/** Whoever follows the control hears of it as if it were touched now. */
export function tell(control: Control): void {
	for (const event of ['input', 'change']) {
		control.dispatchEvent(new Event(event, { bubbles: true }));
	}
}
