import { tick } from 'svelte';

/**
 * Holds a form's post back until what was typed last has been kept: it would be of a version that is no more. `settle` keeps
 * it, and says whether the form may go. For `$effect`; it hears the post before the form itself does.
 */
export function settleFirst(
	form: HTMLFormElement | undefined,
	isUnsaved: () => boolean,
	settle: () => Promise<boolean>
): () => void {
	let ready = false;
	async function hold(event: SubmitEvent) {
		if (ready || !isUnsaved()) return;
		event.preventDefault();
		event.stopImmediatePropagation();
		const by = event.submitter;
		if (!(await settle())) return;
		await tick();
		ready = true;
		form?.requestSubmit(by);
		ready = false;
	}
	const around = form?.parentElement;
	around?.addEventListener('submit', hold, { capture: true });
	return () => around?.removeEventListener('submit', hold, { capture: true });
}
