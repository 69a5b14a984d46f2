/** Two tones, high then low, as stations and hospitals call (Hz, seconds from the start). */
const tones = [
	{ pitch: 783.99, at: 0 },
	{ pitch: 587.33, at: 0.45 }
];
const seconds = 1.4;

/**
 * The waiting room's bell. Browsers let a page sound only after somebody touched it, so make it in the
 * handler of a tap.
 */
export class Chime {
	#context = new AudioContext();

	/** Sounds both tones; resolves when they have faded. */
	async ring(): Promise<void> {
		await this.#context.resume();
		const start = this.#context.currentTime + 0.05;
		for (const { pitch, at } of tones) this.#tone(pitch, start + at);
		await new Promise((wait) => setTimeout(wait, seconds * 1000));
	}

	/** Frees the sound card. */
	close(): void {
		void this.#context.close();
	}

	#tone(pitch: number, at: number): void {
		const oscillator = this.#context.createOscillator();
		const volume = this.#context.createGain();
		oscillator.type = 'sine';
		oscillator.frequency.value = pitch;
		// Struck and fading, like a bell; a tone switched on and off would click.
		volume.gain.setValueAtTime(0.0001, at);
		volume.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
		volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.85);
		oscillator.connect(volume).connect(this.#context.destination);
		oscillator.start(at);
		oscillator.stop(at + 0.9);
	}
}

/** Says something in a language of the browser, if it has a voice; resolves when it is said. */
export function say(text: string, language: string): Promise<void> {
	return new Promise((resolve) => {
		if (!('speechSynthesis' in window)) return resolve();
		const words = new SpeechSynthesisUtterance(text);
		words.lang = language;
		words.rate = 0.9;
		words.onend = () => resolve();
		words.onerror = () => resolve();
		window.speechSynthesis.speak(words);
	});
}
