import { browserClient } from '$lib/app/supabase/browser';
import { previewCheck } from './commands';
import type { Checked } from './findings';
import { readWish } from './steps';

type Answer = Checked & { unit: string; quantity: number | null };

/**
 * What the check says of what is on a form, as it is typed. Between a change and its answer nothing is shown as checked, and no
 * answer is not a clear one. Signing checks anew, whatever was shown.
 */
export class Preview {
	#answer = $state.raw<Answer | null>(null);
	#state = $state<'idle' | 'asking' | 'answered' | 'silent'>('idle');
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asking: AbortController | undefined;

	get answer() {
		return this.#answer;
	}
	get state() {
		return this.#state;
	}

	ask(form: FormData, patientId: string, instead: string | null) {
		this.stop();
		const wish = readWish(form);
		if (wish.medicine_id === '' || wish.steps.length === 0) {
			this.#answer = null;
			this.#state = 'idle';
			return;
		}
		this.#state = 'asking';
		this.#timer = setTimeout(async () => {
			const asking = new AbortController();
			this.#asking = asking;
			try {
				const { data, error } = await previewCheck(
					await browserClient(),
					patientId,
					wish,
					instead,
					asking.signal
				);
				if (asking.signal.aborted) return;
				// A dose that is not whole yet is refused, and nothing is known of it.
				this.#answer = error ? null : (data as unknown as Answer);
				this.#state = error ? (error.code === '22023' ? 'idle' : 'silent') : 'answered';
			} catch {
				if (asking.signal.aborted) return;
				this.#answer = null;
				this.#state = 'silent';
			}
		}, 250);
	}

	stop() {
		clearTimeout(this.#timer);
		this.#asking?.abort();
	}
}
