import { isTicked, tell, type Control } from './typed-early';

/*
 * What has been typed and not sent, over a reload of the page: a new version of the app must not cost anybody their
 * words. It stays in this tab, is never a password, and is gone once it has been put back or the time is over.
 */

const shelf = 'lantern:typed';
/** Milliseconds in which the page, or the dialog the words were typed in, has to be there again. */
const keptFor = 10 * 60_000;

interface Word {
	/** Which form of the page, by its hidden name or its action. */
	form: string;
	name: string;
	/** Which of several controls of one name: the box that is ticked. */
	option: string | null;
	value: string;
	checked: boolean;
}

interface Kept {
	page: string;
	until: number;
	words: Word[];
}

const isControl = (target: EventTarget | null): target is Control =>
	target instanceof HTMLInputElement ||
	target instanceof HTMLTextAreaElement ||
	target instanceof HTMLSelectElement;

const never = new Set(['password', 'file', 'hidden']);

const formOf = ({ form }: Control): string =>
	form?.querySelector<HTMLInputElement>('input[type="hidden"][name="form"]')?.value ??
	form?.getAttribute('action') ??
	'';

const pageName = () => location.pathname + location.search;

const wordOf = (control: Control): Word => ({
	form: formOf(control),
	name: control.name,
	option: isTicked(control) ? control.value : null,
	value: control.value,
	checked: isTicked(control) && control.checked
});

/** Notes which fields are typed in, until the function it returns is called. */
export function noteTyping(): { keep: () => void; stop: () => void } {
	const touched = new Set<Control>();
	const note = ({ target }: Pick<Event, 'target'>) => {
		if (isControl(target) && target.name && !never.has(target.type)) touched.add(target);
	};
	// Whoever is quicker than the page's script has typed already.
	for (const target of document.querySelectorAll<HTMLInputElement>('input, textarea')) {
		if (target.value !== target.defaultValue) note({ target });
	}
	document.addEventListener('input', note, { capture: true });
	return {
		/** Puts by what stands in them now. */
		keep() {
			const words = [...touched].filter(({ isConnected }) => isConnected).map(wordOf);
			const kept: Kept = { page: pageName(), until: Date.now() + keptFor, words };
			if (words.length > 0) sessionStorage.setItem(shelf, JSON.stringify(kept));
		},
		stop: () => document.removeEventListener('input', note, { capture: true })
	};
}

/** Takes what was put by; null if there is nothing for this page. */
function take(): Kept | null {
	try {
		const kept = JSON.parse(sessionStorage.getItem(shelf) ?? 'null') as Kept | null;
		sessionStorage.removeItem(shelf);
		return kept && kept.page === pageName() && kept.until > Date.now() ? kept : null;
	} catch {
		return null;
	}
}

/** Writes a word into its field, as if it had been typed. False while there is no such field. */
function write(word: Word): boolean {
	for (const control of document.getElementsByName(word.name)) {
		if (!isControl(control) || formOf(control) !== word.form) continue;
		if (isTicked(control)) {
			if (control.value !== word.option) continue;
			control.checked = word.checked;
		} else control.value = word.value;
		tell(control);
		return true;
	}
	return false;
}

/**
 * Puts back what was put by: at once, and in dialogs that are opened later as soon as their fields are there. The
 * function it returns ends it.
 */
export function putBack(): () => void {
	const kept = take();
	if (!kept) return () => {};
	let open = kept.words;
	const tryAll = () => {
		open = open.filter((word) => !write(word));
		if (open.length === 0 || Date.now() > kept.until) watching.disconnect();
	};
	const watching = new MutationObserver(tryAll);
	watching.observe(document.body, { childList: true, subtree: true });
	tryAll();
	return () => watching.disconnect();
}
