/** What a notification says, in the reader's language and the hospital's time. */
export interface NewsWords {
	title: string;
	text: string;
}

/** What was written down with a notification, ready to be said. */
export interface Told {
	patient: string;
	doctor: string;
	/** The visit's day and time, and where it was before if it moved. */
	when: string;
	/** Any other text of the params; empty when there is none. */
	text: (name: string) => string;
	/** An instant of the params as "Monday 3 March, 09:05"; empty when there is none. */
	moment: (name: string) => string;
}

/** A kind of notification: a room has its own in `news.ts`, by the name the database gives them. */
export interface NewsKind {
	/** What such a notification is called in the list of kinds. */
	name: () => string;
	say: (told: Told) => NewsWords;
}

export const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ');
