import { resolve } from '$app/paths';
import {
	forgetPairing,
	storedPairing,
	storePairing,
	type Pairing,
	type StoredDisplay
} from './token';

/** Milliseconds between two looks whether the code has been typed in. */
const pause = 2000;

/** A screen that asks to be paired: it shows a code until somebody types it in, and a new one each ten minutes. */
export class PairingScreen {
	#pairing = $state.raw<Pairing>();
	#trouble = $state<'away' | 'many'>();

	get pairing() {
		return this.#pairing;
	}
	/** Why there is no code at the moment, or nobody is asked about it. */
	get trouble() {
		return this.#trouble;
	}

	/** Asks until the screen is paired. The function it returns ends it. */
	ask(onpaired: (display: StoredDisplay) => void): () => void {
		let ended = false;
		const look = async () => {
			while (!ended) {
				try {
					const display = await this.#look();
					if (display && !ended) return onpaired(display);
				} catch {
					this.#trouble = 'away';
				}
				await new Promise((wait) => setTimeout(wait, pause));
			}
		};
		void look();
		return () => (ended = true);
	}

	async #look(): Promise<StoredDisplay | null> {
		this.#pairing ??= storedPairing() ?? (await this.#begin());
		if (!this.#pairing) return null;
		const answer = await fetch(resolve('/display/pairing/token'), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ secret: this.#pairing.secret })
		});
		if (answer.status === 410) {
			forgetPairing();
			this.#pairing = undefined;
			return this.#look();
		}
		this.#trouble = answer.ok ? undefined : 'away';
		return answer.ok ? ((await answer.json()) as StoredDisplay | null) : null;
	}

	async #begin(): Promise<Pairing | undefined> {
		const answer = await fetch(resolve('/display/pairing'), { method: 'POST' });
		this.#trouble = answer.ok ? undefined : answer.status === 429 ? 'many' : 'away';
		if (!answer.ok) return undefined;
		const pairing = (await answer.json()) as Pairing;
		storePairing(pairing);
		return pairing;
	}
}
