import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { TypedIn, Unsaved } from './unsaved';

function form(fields: string) {
	document.body.innerHTML = `<form>${fields}</form>`;
	const element = document.querySelector('form') as HTMLFormElement;
	const typed = new TypedIn(element);
	typed.follow();
	return { element, typed };
}
const field = () => document.querySelector('[name="note"]') as HTMLInputElement;

test.for([
	'<input name="note">',
	'<textarea name="note"></textarea>',
	'<input name="note" type="tel">'
])('what is typed into %s is unsaved until it is saved', async (fields) => {
	const { typed } = form(fields);
	expect(typed.isUnsaved()).toBe(false);
	await userEvent.type(field(), '12');
	expect(typed.isUnsaved()).toBe(true);
	typed.saved();
	expect(typed.isUnsaved()).toBe(false);
});

test('what a live page fills in is nobody’s typing, and what is typed over it is', async () => {
	const { typed } = form('<input name="note" value="read">');
	field().value = 'read again';
	field().focus();
	expect(typed.isUnsaved()).toBe(false);
	await userEvent.type(field(), '!');
	expect(typed.isUnsaved()).toBe(true);
});

test('nobody is kept for a search, or for a form with a password', async () => {
	const { typed } = form('<input name="note"><input type="password" name="password">');
	await userEvent.type(field(), 'me');
	expect(typed.isUnsaved()).toBe(false);
});

test('what goes on being saved elsewhere holds the app and not the screen', () => {
	const works = new Unsaved();
	const forget = works.add({ isUnsaved: () => true, outlives: true });
	expect([works.wouldLose(false), works.wouldLose(true)]).toEqual([false, true]);
	forget();
	expect(works.wouldLose(true)).toBe(false);
	works.add({ isUnsaved: () => true });
	expect(works.wouldLose(false)).toBe(true);
	works.letGo(true);
	expect([works.wouldLose(false), works.wouldLose(true)]).toEqual([false, false]);
});

test('what is drawn on a screen holds nobody who opens something else of it', () => {
	const works = new Unsaved();
	works.add({ isUnsaved: () => true, ofPath: true });
	expect([works.wouldLose(false, true), works.wouldLose(false), works.wouldLose(true)]).toEqual([
		false,
		true,
		true
	]);
});

test('an answer may lead to its own screen, and to no other', async () => {
	const works = new Unsaved();
	const [here, there] = ['http://lantern/a?x', 'http://lantern/b'].map((href) => new URL(href));
	await works.follow('/a', async () => {
		expect(works.isAnswer(here, new URL('http://lantern/a?done'))).toBe(true);
		expect(works.isAnswer(here, there)).toBe(false);
	});
	expect(works.isAnswer(here, here)).toBe(false);
});
