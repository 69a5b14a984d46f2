import type { SupabaseClient } from '@supabase/supabase-js';
import * as awareness from 'y-protocols/awareness';
import { SvelteMap } from 'svelte/reactivity';
import { follow } from '$lib/app/live/follow';
import type { LiveStatus } from '$lib/app/live/status.svelte';
import { browserClient } from '$lib/app/supabase/browser';
import type { Database } from '$lib/app/supabase/database.types';
import type { Voice } from '$lib/app/live/topics';
import { fromBase64, toBase64 } from './bytes';
import { HandoverDocument } from './document';
import { readHandover, storeHandover } from './store';
import { TextBinding, type TextField } from './text-binding';

/** Milliseconds between a key and the others' screens; hosted allows ten messages a second. */
const tellMs = 150;
/** Milliseconds until what is typed is stored, at most. */
const saveMs = 800;
/** Before a failed save is tried again. */
const retryMs = 2000;
/** What was heard and is not stored after this long, its author will not store any more. */
const rescueMs = 5000;
/** For so long (ms) somebody counts as writing after a key. */
const writingMs = 4000;

export interface RoomOptions {
	sheetId: string;
	wardId: string;
	/** Who writes; null for who only reads. */
	staffId: string | null;
	status: LiveStatus;
	/** The sheet's first words are there. */
	onready: () => void;
}

/** What one browser tells the others about its hands: ids and places, no names. */
interface Hand {
	staff_id: string;
	section: string | null;
	/** When the last key was pressed there, by this browser's clock; only changes matter. */
	key: number;
}

const isHand = (state: unknown): state is Hand =>
	typeof state === 'object' && state !== null && 'staff_id' in state && 'section' in state;

/**
 * A handover sheet on one screen: tied to the fields, followed live, stored as it is typed. It is fetched with Yjs when
 * a sheet is opened. Read alone it follows and never sends.
 */
export class HandoverRoom {
	readonly #options: RoomOptions;
	readonly #sheet: HandoverDocument;
	readonly #hands: awareness.Awareness;
	#client: SupabaseClient<Database> | null = null;
	#voice: Voice | null = null;
	#saving = false;
	#tell: ReturnType<typeof setTimeout> | undefined;
	#save: ReturnType<typeof setTimeout> | undefined;
	#catchUp: ReturnType<typeof setTimeout> | undefined;
	#rescue: ReturnType<typeof setTimeout> | undefined;
	#closed = false;
	/** Called when the sheet has been left and all that was typed in it is stored. */
	#done: (() => void) | null = null;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page reads it
	readonly #bindings = new Map<string, TextBinding>();

	#texts = new SvelteMap<string, string>();
	#writers = $state.raw<readonly { staffId: string; section: string }[]>([]);
	#unsaved = $state(false);
	#failing = $state(false);

	constructor(options: RoomOptions) {
		this.#options = options;
		this.#sheet = new HandoverDocument(() => {
			this.#unsaved = true;
			this.#tell ??= setTimeout(() => this.#tellOthers(), tellMs);
			this.#saveSoon(saveMs);
		});
		this.#hands = new awareness.Awareness(this.#sheet.doc);
		this.#hands.setLocalState(null);
		this.#hands.on('update', this.#handsMoved);
		this.#sheet.doc.on('afterTransaction', () => this.#show());
	}

	/** What the sheet says about an admission. */
	textOf(section: string): string {
		return this.#texts.get(section) ?? '';
	}

	/** Admissions the sheet says something about, and the ward. */
	get sections(): string[] {
		return [...this.#texts].filter(([, text]) => text.trim()).map(([key]) => key);
	}

	/** Which colleagues are writing, and where. */
	get writers() {
		return this.#writers;
	}

	/** Whether everything typed here is stored, is being stored, or waits for the connection. */
	get state(): 'saved' | 'saving' | 'waiting' {
		if (!this.#unsaved) return 'saved';
		return this.#failing ? 'waiting' : 'saving';
	}

	/** Whether something typed here is not stored. */
	get isUnsaved(): boolean {
		return this.#sheet.isUnsaved;
	}

	/**
	 * Opens the sheet and follows it. The function it returns leaves it; what is typed by then goes on being stored,
	 * also when the connection comes back later, and its promise is kept when all of it is.
	 */
	follow(): () => Promise<void> {
		const { wardId, status, sheetId } = this.#options;
		const leave = follow(status, `handover:${wardId}`, {
			onvoice: (voice) => (this.#voice = voice),
			onstale: () => void this.#read(),
			events: {
				handover_saved: ({ sheet_id, seq, text_seq }) => {
					if (sheet_id !== sheetId || typeof seq !== 'number' || typeof text_seq !== 'number')
						return;
					if (this.#sheet.isBehind(seq)) this.#readSoon();
					else this.#sheet.noteText(seq, text_seq);
					if (text_seq < seq) this.#saveSoon(1000 + Math.random() * 2000);
				},
				change: ({ sheet_id, update }) => {
					if (sheet_id === sheetId && typeof update === 'string') this.#hear(update);
				},
				// Somebody has just come, and says what they have.
				ask: ({ sheet_id, vector }) => {
					if (sheet_id !== sheetId || typeof vector !== 'string') return;
					this.#say('change', { update: this.#sheet.lackedBy(vector) });
					this.#showHands([this.#sheet.doc.clientID]);
				},
				caret: ({ sheet_id, hands }) => {
					if (sheet_id !== sheetId || typeof hands !== 'string') return;
					awareness.applyAwarenessUpdate(this.#hands, fromBase64(hands), 'elsewhere');
				}
			}
		});
		// What was typed without a connection is stored as soon as there is one, not at the next try.
		const back = () => void this.#read().then(() => this.#saveSoon(0));
		const hidden = () => document.visibilityState === 'hidden' && this.#saveSoon(0);
		window.addEventListener('online', back);
		document.addEventListener('visibilitychange', hidden);
		// The sheet can be read before, and without, a live channel.
		void this.#read();
		const clock = setInterval(() => this.#countWriters(), 1000);

		return () => {
			this.#closed = true;
			document.removeEventListener('visibilitychange', hidden);
			clearInterval(clock);
			for (const timer of [this.#tell, this.#catchUp, this.#rescue]) clearTimeout(timer);
			awareness.removeAwarenessStates(this.#hands, [this.#sheet.doc.clientID], 'left');
			this.#hands.destroy();
			this.#tellOthers();
			leave();
			const stored = new Promise<void>((done) => (this.#done = done));
			void this.#store();
			return stored.finally(() => window.removeEventListener('online', back));
		};
	}

	/** Ties a field to what the sheet says about an admission; the function returned unties it. */
	bind(section: string, field: HTMLTextAreaElement): () => void {
		const binding = new TextBinding(this.#sheet.doc.getText(section), field satisfies TextField);
		this.#bindings.set(section, binding);
		const typed = (event: Event) => {
			if (event instanceof InputEvent && event.isComposing) return;
			binding.typed();
			this.#point(section);
		};
		const listeners: [string, (event: Event) => void][] = [
			['input', typed],
			['compositionstart', () => binding.composes()],
			['compositionend', () => binding.composed()],
			['focus', () => this.#point(section, 0)],
			['blur', () => this.#point(null, 0)],
			// The browser's own undo would undo what others wrote.
			[
				'beforeinput',
				(event) => {
					if (!(event instanceof InputEvent) || !event.inputType.startsWith('history')) return;
					event.preventDefault();
					if (event.inputType === 'historyUndo') binding.undo();
					else binding.redo();
				}
			],
			[
				'keydown',
				(event) => {
					if (!(event instanceof KeyboardEvent) || !(event.ctrlKey || event.metaKey)) return;
					const key = event.key.toLowerCase();
					if (key !== 'z' && key !== 'y') return;
					event.preventDefault();
					if (key === 'z' && !event.shiftKey) binding.undo();
					else binding.redo();
				}
			]
		];
		for (const [name, listener] of listeners) field.addEventListener(name, listener);
		return () => {
			for (const [name, listener] of listeners) field.removeEventListener(name, listener);
			binding.close();
			if (this.#bindings.get(section) === binding) this.#bindings.delete(section);
		};
	}

	/** Writes words at the end of what the sheet says about an admission, as if they had been typed there. */
	append(section: string, words: string): void {
		this.#bindings.get(section)?.append(words);
	}

	/** What is not stored yet, for a last request when the tab closes; null when all is. */
	get lastWords(): FormData | null {
		if (!this.#sheet.isUnsaved) return null;
		const next = this.#sheet.nextSaving();
		if (!next?.saving.update) return null;
		const form = new FormData();
		form.set('sheet_id', this.#options.sheetId);
		form.set('known_seq', String(next.saving.known_seq));
		form.set('update', next.saving.update);
		return form;
	}

	async #read(): Promise<void> {
		clearTimeout(this.#catchUp);
		this.#catchUp = undefined;
		if (this.#closed) return;
		try {
			this.#client ??= await browserClient();
			const reading = await readHandover(this.#client, this.#options.sheetId, this.#sheet.seq);
			if (!reading || this.#closed) return;
			this.#sheet.read(reading);
			this.#options.onready();
			this.#say('ask', { vector: this.#sheet.vector });
			if (this.#sheet.hasToSave) this.#saveSoon(saveMs);
		} catch {
			// Read again with the next join, or when the network is back.
			this.#readSoon(retryMs);
		}
	}

	#readSoon(pause = 250): void {
		this.#catchUp ??= setTimeout(() => void this.#read(), pause);
	}

	#hear(update: string): void {
		this.#sheet.heard(update);
		clearTimeout(this.#rescue);
		if (this.#options.staffId === null) return;
		this.#rescue = setTimeout(
			() => {
				if (this.#sheet.rescue()) this.#saveSoon(0);
			},
			rescueMs * (1 + Math.random())
		);
	}

	#say(event: string, payload: Record<string, unknown>): void {
		if (this.#options.staffId === null) return;
		this.#voice?.(event, { sheet_id: this.#options.sheetId, ...payload });
	}

	#tellOthers(): void {
		clearTimeout(this.#tell);
		this.#tell = undefined;
		const update = this.#sheet.nextChange();
		if (update) this.#say('change', { update });
	}

	#saveSoon(pause: number): void {
		if (this.#options.staffId === null) return;
		if (pause === 0) clearTimeout(this.#save);
		else if (this.#save !== undefined) return;
		this.#save = setTimeout(() => void this.#store(), pause);
	}

	async #store(): Promise<void> {
		clearTimeout(this.#save);
		this.#save = undefined;
		if (this.#saving) return;
		const next = this.#options.staffId === null ? null : this.#sheet.nextSaving();
		if (!next || !this.#client) return this.#finish();
		this.#saving = true;
		try {
			const answer = await storeHandover(this.#client, this.#options.sheetId, next.saving);
			this.#sheet.saved(next, answer);
			this.#failing = false;
		} catch {
			this.#failing = true;
		}
		this.#saving = false;
		this.#unsaved = this.#sheet.isUnsaved;
		if (this.#closed && !this.#unsaved) return this.#finish();
		if (this.#failing) this.#saveSoon(retryMs);
		else if (this.#unsaved) this.#saveSoon(saveMs);
		// Only the plain text is behind: somebody else was quicker, and may be again.
		else if (this.#sheet.hasToSave) this.#saveSoon(1000 + Math.random() * 1500);
	}

	#finish(): void {
		if (this.#closed) this.#done?.();
	}

	#show(): void {
		for (const key of this.#sheet.doc.share.keys()) {
			const text = this.#sheet.doc.getText(key).toString();
			if (this.#texts.get(key) !== text) this.#texts.set(key, text);
		}
	}

	/** Says where this colleague's hands are; `key` 0 when they only look. */
	#point(section: string | null, key = Date.now()): void {
		if (this.#options.staffId === null) return;
		const hand: Hand = { staff_id: this.#options.staffId, section, key };
		this.#hands.setLocalState(section === null ? null : { ...hand });
	}

	readonly #handsMoved = (
		{ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] },
		origin: unknown
	): void => {
		const moved = [...added, ...updated, ...removed];
		if (origin === 'elsewhere') this.#countWriters(moved);
		else this.#showHands(moved);
	};

	#showHands(clients: number[]): void {
		const known = clients.filter((client) => this.#hands.meta.has(client));
		if (known.length === 0) return;
		this.#say('caret', { hands: toBase64(awareness.encodeAwarenessUpdate(this.#hands, known)) });
	}

	/** When each browser's last key was heard of, by this one's clock. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page reads it
	readonly #heardKeys = new Map<number, { key: number; at: number }>();

	#countWriters(moved: number[] = []): void {
		const now = Date.now();
		const states = this.#hands.getStates();
		for (const client of moved) {
			const state = states.get(client);
			if (!isHand(state)) this.#heardKeys.delete(client);
			else if (state.key !== 0 && this.#heardKeys.get(client)?.key !== state.key) {
				this.#heardKeys.set(client, { key: state.key, at: now });
			}
		}
		const writing = [...states].flatMap(([client, state]) => {
			const heard = this.#heardKeys.get(client);
			if (client === this.#sheet.doc.clientID || !heard || now - heard.at > writingMs) return [];
			if (!isHand(state) || state.section === null) return [];
			return [{ staffId: state.staff_id, section: state.section }];
		});
		if (JSON.stringify(writing) !== JSON.stringify(this.#writers)) this.#writers = writing;
	}
}
