import { afterEach, expect, test } from 'vitest';
import { typedEarly } from './typed-early';

afterEach(() => document.body.replaceChildren());

const page = `
	<input name="name" value="Ada" />
	<input name="untouched" value="as written" />
	<input name="version" type="hidden" value="1" />
	<textarea name="note"></textarea>
	<select name="ward"><option value="a" selected>A</option><option value="b">B</option></select>
	<select name="bed"><option value="" disabled>Choose</option><option value="1">1</option><option value="2">2</option></select>
	<input type="checkbox" name="ticked" value="yes" />
	<input type="checkbox" name="unticked" value="yes" checked />
	<input type="radio" name="sex" value="male" checked />
	<input type="radio" name="sex" value="female" />`;

const control = (selector: string) =>
	document.querySelector(selector) as HTMLInputElement & HTMLSelectElement;

/** What a form of all controls would send. */
function answers() {
	const form = document.createElement('form');
	form.append(document.body.cloneNode(true));
	// A copy forgets what was chosen.
	form.querySelectorAll('select').forEach((select) => {
		select.value = control(`[name=${select.name}]`).value;
	});
	return Object.fromEntries(new FormData(form));
}

/** What taking the page over does to fields that show a value. */
function drawOver() {
	const drawn = document.createElement('div');
	drawn.innerHTML = page;
	for (const [index, written] of [...drawn.children].entries()) {
		const shown = document.body.children[index] as HTMLInputElement;
		shown.value = (written as HTMLInputElement).value;
		if (shown.type === 'checkbox' || shown.type === 'radio')
			shown.checked = (written as HTMLInputElement).checked;
	}
}

test('what was written before the script comes back, and whoever listens hears of it', () => {
	document.body.innerHTML = page;
	const before = answers();
	control('[name=name]').value = 'Grace';
	control('[name=note]').value = 'by the window';
	control('[name=ward]').value = 'b';
	control('[name=bed]').value = '2';
	control('[name=ticked]').checked = true;
	control('[name=unticked]').checked = false;
	control('[value=female]').checked = true;
	const written = answers();

	const putBack = typedEarly(document.body);
	drawOver();
	expect(answers()).toEqual(before);

	const heard: string[] = [];
	const hear = ({ target }: Event) => heard.push((target as HTMLInputElement).name);
	document.body.addEventListener('change', hear);
	putBack();
	document.body.removeEventListener('change', hear);
	expect(answers()).toEqual(written);
	expect(heard).toEqual(['name', 'note', 'ward', 'bed', 'ticked', 'unticked', 'sex']);
});

test('a field that keeps what was typed by itself is not told of it again', () => {
	document.body.innerHTML = page;
	control('[name=name]').value = 'Grace';
	const putBack = typedEarly(document.body);
	let heard = 0;
	control('[name=name]').addEventListener('input', () => heard++);
	putBack();
	expect(heard).toBe(0);
});
