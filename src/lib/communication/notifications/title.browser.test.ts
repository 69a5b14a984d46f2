import { afterEach, expect, test } from 'vitest';
import { countInTitle } from './title';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

const titleIs = (title: string) => expect.poll(() => document.title).toBe(title);

test('the number stays at the head of the title, whatever the page calls itself', async () => {
	document.title = 'Today';
	stop = countInTitle(3);
	await titleIs('(3) Today');
	document.title = 'Visits (2)';
	await titleIs('(3) Visits (2)');
	stop();
	stop = countInTitle(120);
	await titleIs('(99+) Visits (2)');
	stop();
	stop = countInTitle(0);
	await titleIs('Visits (2)');
});
