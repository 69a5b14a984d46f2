import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Writes } from './writes';

let form: HTMLFormElement;
let sent: (HTMLElement | null)[];
let writes: Writes;

beforeEach(() => {
	sent = [];
	writes = new Writes();
	document.body.innerHTML = `<form method="POST"><input name="note" value="typed"><button>Save</button></form>`;
	form = document.querySelector('form') as HTMLFormElement;
	document.addEventListener('submit', hear, true);
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		sent.push(event.submitter);
	});
	vi.spyOn(window, 'fetch').mockImplementation(() =>
		Promise.resolve(new Response(null, { status: 204 }))
	);
});

afterEach(() => {
	document.removeEventListener('submit', hear, true);
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const hear = (event: SubmitEvent) => void writes.hold(event);
const connected = (is: boolean) => vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(is);
const save = () => form.querySelector('button')?.click();

test('with a connection nothing waits', () => {
	connected(true);
	save();
	expect(sent).toHaveLength(1);
	expect(writes.count).toBe(0);
});

test('without one the form waits with its button and what was typed, and is sent once', async () => {
	connected(false);
	save();
	save();
	expect(sent).toHaveLength(0);
	expect(writes.count).toBe(1);

	connected(true);
	await writes.resume();
	expect(sent).toEqual([form.querySelector('button')]);
	expect(new FormData(form).get('note')).toBe('typed');
	await writes.resume();
	expect(sent).toHaveLength(1);
});

test('what waited too long is sent only when asked', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	connected(false);
	save();
	vi.setSystemTime(Date.now() + 11 * 60_000);
	connected(true);
	await writes.resume();
	expect(sent).toHaveLength(0);
	expect(writes.late).toBe(true);

	writes.sendAll();
	expect(sent).toHaveLength(1);
	expect(writes.count).toBe(0);
});

test('what was dropped, and a form that is gone, are not sent', async () => {
	connected(false);
	save();
	writes.drop();
	connected(true);
	await writes.resume();
	expect(sent).toHaveLength(0);

	connected(false);
	save();
	form.remove();
	connected(true);
	await writes.resume();
	expect(sent).toHaveLength(0);
});

test('a search is no write', () => {
	form.method = 'get';
	connected(false);
	save();
	expect(sent).toHaveLength(1);
});
