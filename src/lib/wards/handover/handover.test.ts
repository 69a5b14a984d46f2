import { describe, expect, test } from 'vitest';
import {
	beginning,
	HandoverDocument,
	merged,
	textsOf,
	type Answer,
	type Reading,
	type Saving,
	type Sections,
	type StoredUpdate
} from './document';
import { TextBinding, type TextField } from './text-binding';

/** Does what `save_handover` and `read_handover` do. That the database does the same is tested there. */
class Shelf {
	updates: StoredUpdate[] = [];
	textSeq = 0;
	sections: Sections;

	constructor(sections: Sections = {}) {
		this.sections = sections;
	}

	read(after: number): Reading {
		const { sections, textSeq, updates } = this;
		return {
			seq: updates.length,
			text_seq: textSeq,
			updates: updates.filter(({ seq }) => seq > after),
			sections: { ...sections }
		};
	}

	save(saving: Saving): Answer {
		const knowsAll = saving.known_seq === this.updates.length;
		const missed = this.updates.filter(({ seq }) => seq > saving.known_seq);
		if (saving.update) this.updates.push({ seq: this.updates.length + 1, data: saving.update });
		const textKnown = saving.text_seq === null || saving.text_seq === this.textSeq;
		if (saving.sections && knowsAll && textKnown) {
			this.sections =
				saving.text_seq === null ? saving.sections : { ...this.sections, ...saving.sections };
			this.textSeq = this.updates.length;
		}
		return { seq: this.updates.length, text_seq: this.textSeq, updates: missed };
	}
}

function field(): TextField {
	return {
		value: '',
		selectionStart: 0,
		selectionEnd: 0,
		setSelectionRange(start, end) {
			this.selectionStart = start;
			this.selectionEnd = end;
		}
	};
}

/** Somebody at a screen: a document, and a field tied to one of its texts. */
function nurse(key = 'a') {
	const sheet = new HandoverDocument(() => {});
	const area = field();
	const binding = new TextBinding(sheet.doc.getText(key), area);
	return {
		sheet,
		area,
		binding,
		/** Replaces what lies between two places of the field, as a hand does. */
		type(start: number, end: number, words: string) {
			area.value = area.value.slice(0, start) + words + area.value.slice(end);
			area.setSelectionRange(start + words.length, start + words.length);
			binding.typed();
		}
	};
}
type Nurse = ReturnType<typeof nurse>;

function save({ sheet }: Nurse, shelf: Shelf): void {
	const next = sheet.nextSaving();
	if (next) sheet.saved(next, shelf.save(next.saving));
}

const emptied = (sections: Sections) =>
	Object.fromEntries(Object.entries(sections).filter(([, text]) => text !== ''));

describe('a field and a shared text', () => {
	test('the caret stays between the same characters while others type', () => {
		const [one, other] = [nurse(), nurse()];
		one.type(0, 0, 'stable, eats');
		other.sheet.heard(one.sheet.nextChange() ?? '');
		expect(other.area.value).toBe('stable, eats');
		other.area.setSelectionRange(6, 8);
		one.type(0, 0, 'Quite ');
		one.type(18, 18, ' well');
		other.sheet.heard(one.sheet.nextChange() ?? '');
		expect(other.area.value).toBe('Quite stable, eats well');
		expect([other.area.selectionStart, other.area.selectionEnd]).toEqual([12, 14]);
	});

	test('a syllable being composed is not disturbed, and lands where it was begun', () => {
		const [one, other] = [nurse(), nurse()];
		one.type(0, 0, 'pain dressing');
		other.sheet.heard(one.sheet.nextChange() ?? '');
		other.binding.composes();
		other.area.value = 'pain 熱dressing';
		other.area.setSelectionRange(6, 6);
		other.binding.typed();
		one.type(0, 4, 'No pain,');
		other.sheet.heard(one.sheet.nextChange() ?? '');
		expect(other.area.value).toBe('pain 熱dressing');
		other.binding.composed();
		expect(other.area.value).toBe('No pain, 熱dressing');
		expect(other.area.selectionEnd).toBe(10);
		one.sheet.heard(other.sheet.nextChange() ?? '');
		expect(one.area.value).toBe(other.area.value);
	});

	test('undo takes back one’s own words and leaves the others’', () => {
		const [one, other] = [nurse(), nurse()];
		one.type(0, 0, 'mine ');
		other.sheet.heard(one.sheet.nextChange() ?? '');
		other.type(5, 5, 'theirs');
		one.sheet.heard(other.sheet.nextChange() ?? '');
		one.binding.undo();
		expect(one.area.value).toBe('theirs');
		one.binding.redo();
		expect(one.area.value).toBe('mine theirs');
	});
});

test('a sheet begins with the same update whoever opens it', () => {
	const one = beginning({ b: 'bed 2', a: 'bed 1', c: '' });
	expect(beginning({ a: 'bed 1', c: '', b: 'bed 2' })).toEqual(one);
	const shelf = new Shelf({ a: 'Slept.', ward: 'Quiet.' });
	const people = [nurse(), nurse()];
	for (const { sheet } of people) sheet.read(shelf.read(0));
	for (const [index, person] of people.entries()) {
		expect(person.area.value).toBe('Slept.');
		person.type(6, 6, ` ${index}`);
		save(person, shelf);
	}
	const said = merged(shelf.sections, shelf.updates);
	expect(said.ward).toBe('Quiet.');
	expect(said.a).toMatch(/^Slept\. \d \d$/);
});

test('what somebody typed and never stored is stored by who heard it', () => {
	const shelf = new Shelf();
	const [gone, there] = [nurse(), nurse()];
	for (const { sheet } of [gone, there]) sheet.read(shelf.read(0));
	gone.type(0, 0, 'Potassium low, doctor told');
	there.sheet.heard(gone.sheet.nextChange() ?? '');
	expect(there.sheet.hasToSave).toBe(false);
	expect(there.sheet.rescue()).toBe(true);
	// Nobody's words under a colleague's name: what they type meanwhile goes first, and by itself.
	there.type(0, 0, 'Mine. ');
	expect(there.sheet.nextSaving()?.saving.heard).toBe(false);
	save(there, shelf);
	expect(there.sheet.nextSaving()?.saving.heard).toBe(true);
	save(there, shelf);
	expect(merged({}, shelf.updates)).toEqual({ a: 'Mine. Potassium low, doctor told' });
	expect(shelf.sections).toEqual({ a: 'Mine. Potassium low, doctor told' });
	expect(there.sheet.rescue()).toBe(false);
});

test('a save whose answer was lost is sent again and says nothing twice', () => {
	const shelf = new Shelf();
	const one = nurse();
	one.sheet.read(shelf.read(0));
	one.type(0, 0, 'once');
	const lost = one.sheet.nextSaving();
	if (lost) shelf.save(lost.saving);
	expect(one.sheet.isUnsaved).toBe(true);
	one.type(4, 4, ' more');
	save(one, shelf);
	expect(one.sheet.isUnsaved).toBe(false);
	save(one, shelf);
	expect(merged({}, shelf.updates)).toEqual({ a: 'once more' });
	expect(shelf.sections).toEqual({ a: 'once more' });
});

test('many updates are put together into one, and reading begins there', () => {
	const shelf = new Shelf();
	const writer = nurse();
	writer.sheet.read(shelf.read(0));
	for (let key = 0; key < 210; key++) {
		writer.type(key, key, String(key % 10));
		save(writer, shelf);
	}
	const late = nurse();
	late.sheet.read(shelf.read(0));
	const next = late.sheet.nextSaving();
	expect(next?.saving.snapshot).toBe(true);
	expect(merged({}, [{ seq: 1, data: next?.saving.update ?? '' }])).toEqual({
		a: writer.area.value
	});
});

describe('several at once, on a bad network', () => {
	for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
		test(`no typed character is lost, and all end with the same text (${seed})`, () => {
			let state = seed * 7919;
			const dice = (sides: number) => (state = (state * 48_271) % 2_147_483_647) % sides;
			const shelf = new Shelf({ a: 'Begun. ' });
			const people = [nurse(), nurse(), nurse()];
			for (const { sheet } of people) sheet.read(shelf.read(0));
			/** Heard late, out of order, or never. */
			const inTheAir: { to: Nurse; change: string }[] = [];
			const kept = new Set<string>();
			let next = 0x4e00;

			for (let step = 0; step < 400; step++) {
				const person = people[dice(3)] ?? people[0];
				if (!person) continue;
				const action = dice(10);
				if (action < 5) {
					// Every character there is is typed once, and none removed: all must be there at the end.
					const place = dice(person.area.value.length + 1);
					const words = Array.from({ length: 1 + dice(3) }, () => String.fromCharCode(next++)).join(
						''
					);
					for (const letter of words) kept.add(letter);
					person.type(place, place, words);
				} else if (action < 7) {
					const change = person.sheet.nextChange();
					for (const to of people) {
						if (change && to !== person && dice(5) > 0) inTheAir.push({ to, change });
					}
				} else if (action < 9) {
					const [arrived] = inTheAir.splice(dice(inTheAir.length || 1), 1);
					arrived?.to.sheet.heard(arrived.change);
				} else {
					const next = person.sheet.nextSaving();
					// Sometimes the answer is lost, sometimes the request.
					const answer = next && dice(4) > 0 ? shelf.save(next.saving) : null;
					if (next && answer && dice(4) > 0) person.sheet.saved(next, answer);
				}
			}
			for (let round = 0; round < 4; round++) {
				for (const person of people) {
					save(person, shelf);
					person.sheet.read(shelf.read(person.sheet.seq));
				}
			}

			const said = merged({}, shelf.updates);
			for (const letter of kept) expect(said.a).toContain(letter);
			expect(said.a).toHaveLength(kept.size + 'Begun. '.length);
			for (const { sheet, area } of people) {
				expect(emptied(textsOf(sheet.doc))).toEqual(said);
				expect(area.value).toBe(said.a);
			}
			expect(shelf.textSeq).toBe(shelf.updates.length);
			expect(emptied(shelf.sections)).toEqual(said);
		});
	}
});
