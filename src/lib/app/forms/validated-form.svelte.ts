import { applyAction, enhance } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { page } from '$app/state';
import type { SuperValidated } from 'sveltekit-superforms';
import { m } from '$lib/paraglide/messages.js';
import { toaster } from '$lib/app/ui/toaster';

/**
 * A form whose answers Superforms validates on the server, for pages that are read more often than filled in: the
 * client's half of the library weighs more than such a page. Keeps what is typed, shows what came back, and
 * follows where it leads. Make it while a component is set up; give `enhance` to its form.
 */
export class ValidatedForm<Values extends Record<string, unknown>, Message = unknown> {
	data: Values;
	errors: SuperValidated<Values, Message>['errors'];
	message: Message | undefined;
	busy: boolean;
	/** Whether the last answer led on: what was posted is kept. */
	saved: boolean;
	#toasts = toaster();

	constructor(loaded: SuperValidated<Values, Message>) {
		// Without a script the answer comes with the page that is drawn after it.
		const answer = page.form as { form?: SuperValidated<Values, Message> } | null;
		const first = answer?.form?.id === loaded.id ? answer.form : loaded;
		this.data = $state(first.data);
		this.errors = $state.raw(first.errors);
		this.message = $state.raw(first.message);
		this.busy = $state(false);
		this.saved = $state(false);
	}

	enhance = (form: HTMLFormElement) =>
		enhance<{ form?: SuperValidated<Values, Message> }, { form?: SuperValidated<Values, Message> }>(
			form,
			() => {
				this.busy = true;
				return async ({ result }) => {
					this.busy = false;
					this.saved = result.type === 'redirect';
					if (result.type === 'redirect') {
						await applyAction(result);
					} else if (result.type === 'error') {
						// An error page would take away what was typed.
						this.#toasts.error(m.errors_unreachable());
					} else if (result.data?.form) {
						({ data: this.data, errors: this.errors, message: this.message } = result.data.form);
						if (result.type === 'success') await invalidateAll();
					}
				};
			}
		);
}
