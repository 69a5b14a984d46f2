import { randomUUID } from 'node:crypto';

/** A caught e-mail or text message, as the page and the JSON API show it. */
export interface Message {
	id: string;
	kind: 'mail' | 'sms';
	/** When it was caught, ISO 8601. */
	at: string;
	from: string;
	/** Everyone it was delivered to, blind copies included. */
	to: string[];
	/** Empty for text messages. */
	subject: string;
	text: string;
	/** Null for text messages and for mail that has no HTML part. */
	html: string | null;
	/** What the sender calls it, without the angle brackets; null for text messages. */
	messageId: string | null;
	attachments: { filename: string; mimeType: string; bytes: number }[];
}

/** What a list needs of a message; the rest is fetched when it is opened. */
export type Summary = Pick<Message, 'id' | 'kind' | 'at' | 'from' | 'to' | 'subject'> & {
	preview: string;
};

const previewLength = 140;

/**
 * Caught messages, newest first, kept in memory only. The oldest go when there are more than
 * `capacity`, so that a simulated week of reminders cannot fill the memory.
 */
export class MessageStore {
	#messages: Message[] = [];
	#listeners = new Set<(summary: Summary | null) => void>();
	readonly #capacity: number;

	constructor(capacity = 2000) {
		this.#capacity = capacity;
	}

	add(message: Omit<Message, 'id' | 'at'>): Message {
		const caught = { ...message, id: randomUUID(), at: new Date().toISOString() };
		this.#messages = [caught, ...this.#messages].slice(0, this.#capacity);
		this.#tell(summarise(caught));
		return caught;
	}

	/** Messages to an address or telephone number (all without one), newest first. */
	list(to?: string): Summary[] {
		const wanted = to?.toLowerCase();
		return this.#messages
			.filter((message) => !wanted || message.to.some((each) => each.toLowerCase() === wanted))
			.map(summarise);
	}

	/** Mail by what its sender calls it; more than one if it was sent more than once. */
	listByMessageId(messageId: string): Message[] {
		return this.#messages.filter((message) => message.messageId === messageId);
	}

	get(id: string): Message | undefined {
		return this.#messages.find((message) => message.id === id);
	}

	clear(): void {
		this.#messages = [];
		this.#tell(null);
	}

	/** Calls `listener` with each new message, and with null when all were deleted. */
	subscribe(listener: (summary: Summary | null) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#tell(summary: Summary | null) {
		for (const listener of this.#listeners) listener(summary);
	}
}

function summarise({ id, kind, at, from, to, subject, text }: Message): Summary {
	const preview = text.replace(/\s+/g, ' ').trim().slice(0, previewLength);
	return { id, kind, at, from, to, subject, preview };
}
