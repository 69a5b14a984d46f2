import { getContext, setContext } from 'svelte';

/** Something somebody types, which is lost unless it is saved. */
export interface Work {
	isUnsaved(): boolean;
	/** It is saved even when its screen has been left, as long as the app stays open. */
	outlives?: boolean;
	/** It stays while the path does, whatever else of the address changes. */
	ofPath?: boolean;
}

/** What is being typed anywhere in the app and is not saved yet. Asked when somebody is about to leave. */
export class Unsaved {
	readonly #works = new Set<Work>();
	#letGo = false;
	/** An answer leads there: whoever is typing on the same screen keeps it. */
	#following: string | null = null;
	/** The session is over or locked, and something lies over the page that says so and waits for whoever it belongs to. */
	covered = false;

	/** Takes note of a work; the function it returns forgets it. */
	add(work: Work): () => void {
		this.#works.add(work);
		return () => this.#works.delete(work);
	}

	/** Whether leaving the screen, or with `closing` the app, would lose anything; or a step within its path. */
	wouldLose(closing: boolean, within = false): boolean {
		return [...this.#works].some(
			(work) =>
				(work.outlives ? closing : !this.#letGo && !(within && work.ofPath)) && work.isUnsaved()
		);
	}

	/** Somebody has said that what is typed may be left, or it is kept elsewhere; until they are where they went. */
	letGo(leaving: boolean): void {
		this.#letGo = leaving;
	}

	/** Goes where the answer to a form leads. */
	async follow(path: string, go: () => Promise<void>): Promise<void> {
		this.#following = path;
		try {
			await go();
		} finally {
			this.#following = null;
		}
	}

	/** Whether a step to an address is the answer to a form of this very screen. */
	isAnswer(from: URL | undefined, to: URL | undefined): boolean {
		return (
			to !== undefined && to.pathname === this.#following && from?.pathname === this.#following
		);
	}
}

const key = Symbol('unsaved');

/** Called once by the root layout. */
export const provideUnsaved = (): Unsaved => setContext(key, new Unsaved());

/** The app's register of unsaved work; call while a component is being set up. */
export const unsaved = (): Unsaved => getContext<Unsaved | undefined>(key) ?? new Unsaved();

const isTyped = (field: Element): field is HTMLInputElement | HTMLTextAreaElement =>
	field instanceof HTMLTextAreaElement ||
	(field instanceof HTMLInputElement &&
		!/^(hidden|checkbox|radio|button|submit|reset|image|file|range|color|password)$/.test(
			field.type
		) &&
		field.getAttribute('role') !== 'combobox');

const typedIn = (form: HTMLFormElement) =>
	[...form.elements].filter(isTyped).map((field) => `${field.name}=${field.value}`);

/**
 * What is typed into a form, as a work. What was in its fields before anybody typed does not count, and a form that
 * asks for a password is not worth keeping anybody for.
 */
export class TypedIn implements Work {
	readonly #form: HTMLFormElement;
	#before: string[];
	#touched = false;

	constructor(form: HTMLFormElement) {
		this.#form = form;
		this.#before = typedIn(form);
	}

	/** Follows the form; the function it returns stops it. */
	follow(): () => void {
		const begin = () => this.settle();
		const touch = ({ target }: Event) => {
			if (target instanceof Element && isTyped(target)) this.#touched = true;
		};
		const heard = [
			['focusin', begin],
			['input', touch],
			['change', touch]
		] as const;
		for (const [event, listener] of heard) this.#form.addEventListener(event, listener);
		return () => {
			for (const [event, listener] of heard) this.#form.removeEventListener(event, listener);
		};
	}

	isUnsaved(): boolean {
		if (!this.#touched || !this.#form.isConnected) return false;
		if (this.#form.querySelector('[type="password"]')) return false;
		const now = typedIn(this.#form);
		return (
			now.length !== this.#before.length ||
			now.some((field, place) => field !== this.#before[place])
		);
	}

	/** What the page has put into the fields is nobody's typing. */
	settle(): void {
		if (!this.#touched) this.#before = typedIn(this.#form);
	}

	/** What is in the fields now has been saved. */
	saved(): void {
		this.#touched = false;
		this.settle();
	}
}
