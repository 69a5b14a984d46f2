export interface Macro {
	shortcut: string;
	text: string;
}

/** A macro that has just been typed to its end (`.bp` and a space) as what it stands for; null where there is none. */
export function expand(
	text: string,
	caret: number,
	macros: readonly Macro[]
): { text: string; caret: number } | null {
	const [typed = '', name] = /(?:^|(?<=\s))\.([a-z0-9]{1,20})\s$/i.exec(text.slice(0, caret)) ?? [];
	const macro = macros.find(({ shortcut }) => shortcut === name?.toLowerCase());
	if (!macro) return null;
	const before = text.slice(0, caret - typed.length) + macro.text;
	// The space that ended it stays, unless what it stands for ends with one.
	const written = /\s$/.test(macro.text) ? before : before + typed.slice(-1);
	return { text: written + text.slice(caret), caret: written.length };
}
